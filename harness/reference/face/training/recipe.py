"""What a model was made by: the pictures, and the code that learned from them.

Pictures are known again by small copies of some of them, code by its meaning: a comment, a docstring or a line break is no
other code.
"""

import ast
import hashlib
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.world.faces import MANIFEST_FILE, read_manifest

FOLDERS = ("learn", "faults", "attacks")

_ROOM = "harness.reference.face"
_NOT_LEARNED_BY = frozenset({"offer.py", "matcher.py", "fingerprint.py", "__main__.py", "answers.py"})
_PROBE_SIZE = (16, 20)
_PROBES = 8
"""Pictures of each folder, the first in the order of the manifest."""


def options() -> dict[str, str]:
    """The options of `hawiya faces generate` for each folder."""
    text = resources.files(f"{_ROOM}.training").joinpath("recipe.toml").read_text(encoding="utf-8")
    return {name: str(value) for name, value in tomllib.loads(text).items()}


def code_digest() -> str:
    """SHA-256 over what the code of the room means; hexadecimal."""
    digest = hashlib.sha256()
    for name, source in sorted(_sources()):
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
                node.body[0] = ast.Pass()
        digest.update(f"{name}\0{ast.dump(tree)}\0".encode())
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, str]]:
    for package in (_ROOM, f"{_ROOM}.training"):
        for file in resources.files(package).iterdir():
            if file.name.endswith(".py") and file.name not in _NOT_LEARNED_BY:
                yield f"{package}.{file.name}", file.read_text(encoding="utf-8")


def probe(folder: Path) -> NDArray[np.uint8]:
    """Small gray copies of the first pictures of a folder; *Shape*: pictures x 20 x 16."""
    copies = []
    for record in read_manifest((folder / MANIFEST_FILE).read_bytes()):
        gray = cv2.imread(str(folder / record.file), cv2.IMREAD_GRAYSCALE)
        if gray is None:
            raise ValueError(f"{folder / record.file} is no picture")
        copies.append(np.asarray(cv2.resize(gray, _PROBE_SIZE, interpolation=cv2.INTER_AREA), dtype=np.uint8))
        if len(copies) == _PROBES:
            break
    return np.stack(copies)


def same_pictures(
    first: Mapping[str, NDArray[np.generic]], second: Mapping[str, NDArray[np.generic]], name: str
) -> bool:
    """Whether two model files were made from one folder of that name; a step of rounding is no other picture."""
    if str(first[f"recipe/{name}"]) != str(second[f"recipe/{name}"]):
        return False
    copies = [arrays[f"recipe/{name}.probe"].astype(int) for arrays in (first, second)]
    return copies[0].shape == copies[1].shape and int(np.abs(copies[0] - copies[1]).max()) <= 1


if __name__ == "__main__":
    sys.stdout.write(options()[sys.argv[1]] + "\n")
