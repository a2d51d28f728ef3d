"""Painted people for tests: a color in the middle of a small picture is all that tells them apart."""

import random
from pathlib import Path

import cv2
import msgspec
import numpy as np

from harness.world.faces import FaceRecord

TOYS = Path(__file__).with_name("toys.py")


def toy(name):
    return f"python:{TOYS}:{name}"


def painted(shade, *, seed, light=1.0, is_framed=False):
    """A small picture with the color of a person in its middle, as JPEG."""
    stream = np.random.Generator(np.random.PCG64(seed))
    image = stream.integers(0, 60, (64, 64, 3)).astype(np.float64)
    image[16:48, 16:48] = shade
    image[16:48, 16:48] += stream.normal(0, 3, (32, 32, 3)) + stream.normal(0, 4, 3)
    image *= light
    if is_framed:
        image[:8] = image[-8:] = 255
    return cv2.imencode(".jpg", np.clip(image, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 97])[1].tobytes()


def paint_folder(path, *, people=10, selfies=3):
    """A folder of painted people: portraits, selfies, one that gets dark by degrees, and attacks."""
    path.mkdir()
    stream, records = random.Random(5), []  # noqa: S311 - a test must repeat

    def keep(name, picture, **facts):
        (path / name).write_bytes(picture)
        records.append(FaceRecord(file=name, **facts))

    for person in range(people):
        shade = [stream.uniform(120, 230) for _ in range(3)]
        facts = {"identity": f"p{person}", "groups": {"sex": "female" if person % 2 else "male"}}
        keep(f"{person}-portrait.jpg", painted(shade, seed=person), kind="portrait", **facts)
        for capture in range(selfies):
            picture = painted(shade, seed=1000 * person + capture + 100)
            keep(f"{person}-{capture}.jpg", picture, kind="selfie", capture=capture, **facts)
        for level in range(1, 7):
            picture = painted(shade, seed=1000 * person + 100, light=1 - level * 0.15)
            dose = {"defect": "dark", "level": level, "capture": 0}
            keep(f"{person}-dark-{level}.jpg", picture, kind="selfie", **dose, **facts)
        picture = painted(shade, seed=1000 * person + 900, is_framed=True)
        keep(f"{person}-print.jpg", picture, kind="attack", species="print", instrument="laser", **facts)
    (path / "manifest.jsonl").write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    return path
