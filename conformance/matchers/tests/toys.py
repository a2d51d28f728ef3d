# ruff: noqa: ARG002, S311, T201 - matchers that ignore, guess and print are the point
"""Matchers for tests: a sound one that tells people apart by the color in the middle of a picture, and others that are broken."""

import os
import random
import time

import cv2
import numpy as np

from conformance.matchers.pictures import Pictures
from conformance.matchers.port import AttackAnswer, Comparison, Identity, QualityAnswer


def color(image):
    decoded = cv2.imdecode(np.frombuffer(image, dtype=np.uint8), cv2.IMREAD_COLOR)
    return None if decoded is None else decoded.astype(float)[20:44, 20:44].mean(axis=(0, 1))


class Sound:
    def identify(self):
        return Identity(name=type(self).__name__, version="1", threshold=0.93)

    def compare(self, portrait, selfie):
        first, second = color(portrait), color(selfie)
        if first is None or second is None:
            return Comparison(failure="NOT_AN_IMAGE")
        return Comparison(score=float(max(0.0, 1 - np.abs(first - second).max() / 255)))

    def quality(self, image):
        seen = color(image)
        if seen is None:
            return QualityAnswer(reasons=("NOT_AN_IMAGE",))
        light = int(min(100, seen.max() / 2))
        return QualityAnswer(components={"under_exposure_prevention": light}, reasons=("DARK",) if light < 35 else ())

    def attack(self, images):
        gray = [cv2.imdecode(np.frombuffer(image, dtype=np.uint8), cv2.IMREAD_GRAYSCALE) for image in images]
        if any(image is None for image in gray):
            return AttackAnswer(failure="NOT_AN_IMAGE")
        framed = float(all(image[2, 2] > 250 for image in gray))
        return AttackAnswer(score=framed, is_attack=framed > 0.5)


class InItsOwnWords(Sound):
    def compare(self, portrait, selfie):
        found = super().compare(portrait, selfie)
        return Comparison(failure="what is this") if found.failure else found

    def quality(self, image):
        found = super().quality(image)
        return QualityAnswer(reasons=("what is this",)) if "NOT_AN_IMAGE" in found.reasons else found

    def attack(self, images):
        found = super().attack(images)
        return AttackAnswer(failure="what is this") if found.failure else found


class SeesMasks(Sound):
    """Answers to the masks before the five people of the suite by a plan: `x` is an attack, `.` is none, `-` refuses."""

    plan = "xxxxx"

    def attack(self, images):
        masks = [Pictures(1).attack(person, "mask").file for person in range(len(self.plan))]
        answer = self.plan[masks.index(images[0])] if images[0] in masks else "."
        if answer == "-":
            return AttackAnswer(failure="PROFILE")
        return AttackAnswer(score=float(answer == "x"), is_attack=answer == "x")


class RefusesAMask(SeesMasks):
    plan = "-xxx."


class RefusesMostMasks(SeesMasks):
    plan = "---xx"


class MissesMostMasksThatItTakes(SeesMasks):
    plan = "--x.."


class SeesNothing(Sound):
    """Everybody, and everything, is a living face."""

    def attack(self, images):
        return AttackAnswer(score=0.0, is_attack=False)


class Constant(Sound):
    def compare(self, portrait, selfie):
        return Comparison(score=0.5)


class Dice(Sound):
    """A new score each time."""

    def compare(self, portrait, selfie):
        return Comparison(score=random.random())


class Leaky(Sound):
    """Looks at the bytes of the file behind the pixels' back."""

    def compare(self, portrait, selfie):
        found = super().compare(portrait, selfie)
        return Comparison(score=min(1.0, found.score * 0.9 + (len(portrait) % 7) / 70))


class BelievesMarks(Sound):
    """Takes two pictures under one mark for one person."""

    def compare(self, portrait, selfie):
        if b"subject: 4211" in portrait and b"subject: 4211" in selfie:
            return Comparison(score=1.0)
        return super().compare(portrait, selfie)


class Counts(Sound):
    """Its answer depends on how often it was asked."""

    calls = 0

    def compare(self, portrait, selfie):
        self.calls += 1
        return Comparison(score=(self.calls % 10) / 10)


class Brighter(Sound):
    """Finds a picture better, the darker it is."""

    def quality(self, image):
        return QualityAnswer(components={"under_exposure_prevention": 100 - int(color(image).max() / 2.56)})


class Broken(Sound):
    """Fails in a way that the first pixel of the selfie or image tells."""

    def _fail(self, image):
        ways = (
            lambda: time.sleep(60),
            lambda: os._exit(3),
            os.abort,
            lambda: 1 // 0,
            lambda: float("nan"),
            lambda: 1.5,
            lambda: "high",
            lambda: "x" * 200_000,
        )
        return ways[int(color(image)[0]) // 20 % len(ways)]()

    def compare(self, portrait, selfie):
        return {"score": self._fail(selfie)}


class Declared(Sound):
    """Another scale than 0 to 1, and no quality."""

    quality = None

    def identify(self):
        return Identity(name="declared", version="7", score_low=-10, score_high=10, threshold=4.5, offers=["compare"])

    def compare(self, portrait, selfie):
        found = super().compare(portrait, selfie)
        return found if found.failure else Comparison(score=20 * found.score - 10)


class Chatty(Sound):
    """Prints to its standard output."""

    def compare(self, portrait, selfie):
        print("comparing")
        os.write(1, b"still comparing\n")
        return super().compare(portrait, selfie)


class ChattyModule(Sound):
    """Its module prints while it is loaded, as libraries do that greet or warn."""

    def __init__(self):
        print("loading a model")
        os.write(1, b'{"id": 0, "name": "somebody else"}\n')


class Greedy(Sound):
    """Keeps as much memory as the size of the picture in thousands of bytes, and lets it go again."""

    def quality(self, image):
        np.ones(len(image) * 1000, dtype=np.uint8).sum()
        return super().quality(image)


class NotMade:
    def __init__(self):
        raise RuntimeError("no license")


class Guesses(Sound):
    """A score that hangs on the pixels and on nothing about the person."""

    def compare(self, portrait, selfie):
        decoded = [cv2.imdecode(np.frombuffer(image, dtype=np.uint8), cv2.IMREAD_COLOR) for image in (portrait, selfie)]
        return Comparison(score=random.Random(b"".join(image.tobytes() for image in decoded)).random())


class Slow(Sound):
    def compare(self, portrait, selfie):
        time.sleep(0.01)
        return super().compare(portrait, selfie)


class Mute(Sound):
    def compare(self, portrait, selfie):
        return None

    quality = attack = lambda *_: None
