"""Reads scenario files: packaged ones by name, others by path; strictly, with one clear line for what is wrong."""

from importlib import resources
from pathlib import Path
from typing import TypeVar

import msgspec

from harness.commandline import UsageError
from harness.world.policy import Policy
from harness.world.scenario import Journey

_Scenario = TypeVar("_Scenario", bound=msgspec.Struct)


def names(folder: str) -> list[str]:
    """The packaged scenario files of a folder, without their ending."""
    files = resources.files("scenarios").joinpath(folder).iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def load_journey(name: str) -> Journey:
    """A journey by its name, or by the path of a TOML file.

    Raises:
        UsageError: there is none, or it does not hold.
    """
    return _load("journeys", name, Journey)


def load_policy(name: str) -> Policy:
    """A policy by its name, or by the path of a TOML file.

    Raises:
        UsageError: there is none, or it does not hold.
    """
    return _load("policies", name, Policy)


def policy_text(name: str) -> bytes:
    """The content of a policy file, by its name or by its path.

    Raises:
        UsageError: there is none.
    """
    return _text("policies", name)[0]


def read_toml(text: bytes, kind: type[_Scenario], *, place: str) -> _Scenario:
    """Read one TOML file strictly.

    Raises:
        UsageError: with `place` and what is wrong there.
    """
    try:
        return msgspec.toml.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{place}: {error}") from None


def _load(folder: str, name: str, kind: type[_Scenario]) -> _Scenario:
    text, place = _text(folder, name)
    return read_toml(text, kind, place=place)


def _text(folder: str, name: str) -> tuple[bytes, str]:
    """The bytes of a scenario file and how an error names it."""
    if name.endswith(".toml") or "/" in name:
        try:
            return Path(name).read_bytes(), name
        except OSError as error:
            raise UsageError(
                f"{name}: cannot be read ({error.strerror}); name a file or one of {names(folder)}"
            ) from None
    if name not in names(folder):
        raise UsageError(
            f"no {folder[:-1] if folder != 'policies' else 'policy'} {name!r}; there are {', '.join(names(folder))}"
        )
    packaged = resources.files("scenarios").joinpath(folder, f"{name}.toml")
    return packaged.read_bytes(), f"scenarios/{folder}/{name}.toml"
