"""The card file: the non-volatile memory of one card as JSON, private to its owner and replaced as a whole or not at all.

The file holds private keys, PIN and PUK of a person who does not exist; it is written with mode 0600 nevertheless,
since whoever has it holds the card.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.serialization import load_der_private_key

from harness.commandline import UsageError
from simulators.card.memory import CardMemory, Write

FILE_LIMIT = 4 * 1024 * 1024
_REMEDY = "make a new one with `hawiya card new --out FILE`"


def read_card(path: Path) -> CardMemory:
    """The card in that file.

    Raises:
        UsageError: the file cannot be read or holds no card; the line names file, place and remedy.
    """
    try:
        with path.open("rb") as file:
            text = file.read(FILE_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"cannot read card file {path}: {error.strerror}; {_REMEDY}") from None
    if len(text) > FILE_LIMIT:
        raise UsageError(f"card file {path} is larger than {FILE_LIMIT} bytes, so it is none; {_REMEDY}")
    try:
        card = msgspec.json.decode(text, type=CardMemory)
        _check_keys(card)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"card file {path} is broken: {error}; {_REMEDY}") from None
    return card


def write_card(path: Path, content: CardMemory) -> None:
    """Write the file: beside it first, made durable, then renamed, so that a reader finds the old card or the new one.

    Raises:
        OSError: it cannot be written; the old file is as it was.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # which makes it 0600
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _make_durable(path.parent)


def saving_to(path: Path) -> Write:
    """Where a `Memory` writes when its card lives in that file."""

    def write(content: CardMemory) -> CardMemory:
        write_card(path, content)
        return content

    return write


def _check_keys(card: CardMemory) -> None:
    """A damaged key is found when the card is read, not when it is to sign."""
    for reference, key in card.keys.items():
        try:
            load_der_private_key(key, password=None)
        except (ValueError, TypeError):
            raise msgspec.ValidationError(f"no private key in PKCS #8 - at `$.keys[{reference}]`") from None


def _make_durable(folder: Path) -> None:
    """The rename itself; a file system that cannot do that for a folder loses no more than the last change."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
