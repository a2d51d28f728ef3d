"""Writes the lists of the profiles that run a whole suite again, with the next version; `--check` says whether one is stale.

A list is every test for targets of the kind that its own mark requires. What leaves it is named, because a floor must not sink
unseen.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from conformance.certification.passes import collect
from conformance.gating.profiles import BY_KIND, Profile, load_profile
from conformance.plan import Kind

FOLDER = Path(__file__).parents[1] / "conformance" / "profiles"


def required(kind: Kind) -> list[str]:
    """The ids of the tests that a mark requires, in their order."""
    return [test.id for test in collect(kind) if test.required]


def renewed(text: str, names: Sequence[str]) -> str:
    """The text of a profile with this list; as it was where the list is the same."""
    profile = msgspec.toml.decode(text, type=Profile)
    if profile.required == list(names):
        return text
    head = text.partition("required = [")[0].replace(
        f"version = {profile.version}\n", f"version = {profile.version + 1}\n", 1
    )
    rows = "".join(f"  {json.dumps(name, ensure_ascii=False)},\n" for name in names)
    return f"{head}required = [\n{rows}]\n"


def renew(kind: Kind, name: str) -> None:
    """Write the list of a profile again, and say what has changed."""
    file, now, before = FOLDER / f"{name}.toml", required(kind), load_profile(name).required
    file.write_text(renewed(file.read_text("utf-8"), now), "utf-8")
    for gone in sorted(set(before) - set(now)):
        print(f"gone: {gone}")
    print(f"profile {name} {load_profile(name).version}: {len(now)} tests, {len(set(now) - set(before))} new")


if __name__ == "__main__":
    check = sys.argv[1:] == ["--check"]
    for kind, name in BY_KIND.items():
        if not check:
            renew(kind, name)
        elif required(kind) != load_profile(name).required:
            sys.exit(f"{name}.toml is stale; run `.venv/bin/python .ci/profiles.py`")
        else:
            print(f"profile {name} is up to date")
