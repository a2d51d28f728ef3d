"""Studios without a face for the tests of folders: small noise that is fixed by the seed and the order."""

import hashlib
import os
import signal
import subprocess
import sys
from typing import NamedTuple, get_args

import cv2
import numpy as np

from harness.world.faces import FaceRecord, FaceTruth, Species
from simulators.faces.recipe import (
    FolderRecipe,
    Generator,
)
from simulators.faces.stream import stream

INSTRUMENTS = {species: (f"{species}-one", f"{species}-two") for species in get_args(Species)}
SMALL = {"identities": 3, "captures": 2, "defects": {"blur": (3, 5)}}
_KNOWN = """
import os
import signal
from pathlib import Path

from harness.command import main
from simulators.faces import generate_command
from simulators.faces.generate import generate
from simulators.faces.tests.stand_in import *
"""


class Noise(NamedTuple):
    jpeg: bytes
    truth: FaceTruth
    record: FaceRecord


class StandIn:
    """A studio without a face."""

    def __init__(self, sitter, size):
        self.sitter, self.size = sitter, size

    def photograph(self, order):
        width, height = self.size
        noise = stream(self.sitter.seed, order.name).integers(0, 255, (height, width, 3), dtype=np.uint8)
        jpeg = cv2.imencode(".jpg", noise)[1].tobytes()
        groups = {"sex": "female" if self.sitter.seed[-1] % 2 else "male"}
        record = FaceRecord(
            file="", identity="", kind=order.kind, capture=order.capture, defect=order.defect, level=order.level,
            species=order.species, instrument=order.instrument, groups=groups,
        )  # fmt: skip
        return Noise(jpeg, FaceTruth(width=width, height=height, landmarks={"nose_tip": (3.5, 4.25)}), record)


class KillsMaster(StandIn):
    """Ends the run as by `kill -9` while a picture is taken."""

    def photograph(self, order):
        if (self.sitter.name, order.name) == ("i00001", "selfie-001"):
            os.kill(os.getppid(), signal.SIGKILL)
        return super().photograph(order)


class Dies(StandIn):
    def photograph(self, order):
        if (self.sitter.name, order.name) == ("i00001", "selfie-001"):
            os._exit(1)
        return super().photograph(order)


class PressesKeys(StandIn):
    """Presses Ctrl-C, which the whole process group gets."""

    def photograph(self, order):
        if (self.sitter.name, order.name) == ("i00001", "selfie-001"):
            os.killpg(os.getpgid(0), signal.SIGINT)
        return super().photograph(order)


class Full(StandIn):
    def photograph(self, order):
        if order.name == "selfie-001":
            raise OSError(28, "No space left on device")
        return super().photograph(order)


def recipe(**changed):
    generator = Generator(version="1", digest="of a stand-in")
    return FolderRecipe(**{"seed": 1, "width": 24, "height": 30, "generator": generator, **SMALL, **changed})


def contents(folder):
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def run_aside(script, *, expect):
    """Run Python lines in a process group of their own.

    Its end means that no worker is left, for they share its pipes.
    """
    lines = f"{_KNOWN}{script}"
    process = subprocess.Popen(
        [sys.executable, "-c", lines], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    said = process.communicate(timeout=30)
    assert process.returncode == expect, said
    return said
