"""What a camera sees when a picture of a face is held before it in place of the face: a card, or a screen.

Both begin with a still image, lay it on an object, and photograph that: turned a little, against a room. A card adds its
frame, its lines of text and the dots of its print; a screen adds its bezel, its glow and the pattern in which its grid
and the sensor's beat against each other.
"""

import math
import random
from dataclasses import dataclass

import cv2
import numpy as np

from simulators.faces.pen import Color, Image

_INK: Color = (74, 60, 52)
_BANDS: tuple[Color, ...] = ((150, 96, 40), (96, 120, 52), (110, 70, 110))
_CARD: Color = (226, 230, 228)
_BEZEL: Color = (24, 22, 22)
_TEXT_LINES = 5


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the still stands on its object, in shares of the picture's width and height."""

    still: float
    """Height of the still as a share of the picture's."""
    margin: float
    """Width of what stands around the still, as a share of the picture's width."""


def photographed_card(still: Image, room: Image, stream: random.Random) -> Image:
    """The portrait on a printed card that is held close to the camera."""
    frame = _Frame(still=stream.uniform(0.74, 0.8), margin=stream.uniform(0.05, 0.08))
    portrait = _printed(_sized(still, frame, room), stream)
    height, width = portrait.shape[:2]
    margin = round(frame.margin * room.shape[1])
    band = round(0.09 * room.shape[0])
    card = np.empty((height + band + 2 * margin, width + 2 * margin, 3), dtype=np.uint8)
    card[:] = _CARD
    card[:band] = stream.choice(_BANDS)
    card[band + margin // 2 : band + margin // 2 + height, margin : margin + width] = portrait
    cv2.rectangle(card, (margin, band + margin // 2), (margin + width, band + margin // 2 + height), _INK, 1)
    _lines_of_text(card, top=band + height + margin // 2 + 3, left=margin)
    return _held(card, room, stream)


def photographed_screen(still: Image, room: Image, stream: random.Random) -> Image:
    """The portrait on the screen of another phone."""
    frame = _Frame(still=stream.uniform(0.8, 0.86), margin=stream.uniform(0.04, 0.06))
    shown = _sized(still, frame, room).astype(np.float32) * 1.06 + 6
    height, width = shown.shape[:2]
    margin = round(frame.margin * room.shape[1])
    screen = np.empty((height + 3 * margin, width + 2 * margin, 3), dtype=np.uint8)
    screen[:] = _BEZEL
    screen[2 * margin : 2 * margin + height, margin : margin + width] = np.clip(shown, 0, 255).astype(np.uint8)
    return _with_moire(_held(screen, room, stream), stream)


def _sized(still: Image, frame: _Frame, room: Image) -> Image:
    scale = frame.still * room.shape[0] / still.shape[0]
    return np.asarray(cv2.resize(still, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _printed(picture: Image, stream: random.Random) -> Image:
    """Ink dots in a turned square grid: dark where the picture is dark, never quite white."""
    period, angle = stream.uniform(3.2, 4.2), math.radians(stream.uniform(20, 70))
    rows, columns = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    along = (columns * math.cos(angle) + rows * math.sin(angle)) * (2 * math.pi / period)
    across = (rows * math.cos(angle) - columns * math.sin(angle)) * (2 * math.pi / period)
    dots = 14 * (np.cos(along) + np.cos(across)) / 2
    flat = picture.astype(np.float32) * 0.86 + 18
    return np.asarray(np.clip(flat + dots[..., None], 0, 255), dtype=np.uint8)


def _with_moire(picture: Image, stream: random.Random) -> Image:
    """Fine stripes of the beat between two grids, of another phase in each color."""
    period, angle = stream.uniform(3.0, 5.0), math.radians(stream.uniform(15, 75))
    rows, columns = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    bend = 1.5 * np.sin(rows / stream.uniform(50, 80))
    beat = (columns * math.cos(angle) + rows * math.sin(angle) + bend) * (2 * math.pi / period)
    stripes = np.stack([7 * np.cos(beat + phase) for phase in (0.0, 0.5, 1.0)], axis=2)
    return np.asarray(np.clip(picture.astype(np.float32) + stripes, 0, 255), dtype=np.uint8)


def _lines_of_text(card: Image, *, top: int, left: int) -> None:
    for line in range(_TEXT_LINES):
        y = top + 5 * line
        if y >= card.shape[0] - 3:
            return
        for x in range(left, card.shape[1] - left - 14, 22):
            cv2.line(card, (x, y), (x + 16, y), _INK, 1)


def _held(thing: Image, room: Image, stream: random.Random) -> Image:
    """The thing before the room: turned, a little out of the middle, seen a little from the side."""
    height, width = thing.shape[:2]
    turn = math.radians(stream.uniform(-2.5, 2.5))
    middle = (room.shape[1] / 2 + stream.uniform(-6, 6), room.shape[0] / 2 + stream.uniform(-6, 6))
    corners = np.array([(-width, -height), (width, -height), (width, height), (-width, height)]) / 2
    rotation = np.array([(math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))])
    nudges = np.array([(stream.uniform(-4, 4), stream.uniform(-4, 4)) for _ in range(4)])
    to = (corners @ rotation + middle + nudges).astype(np.float32)
    origin = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(origin, to)
    size = (room.shape[1], room.shape[0])
    laid = cv2.warpPerspective(thing, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), matrix, size, flags=cv2.INTER_LINEAR)
    share = mask.astype(np.float32)[..., None] / 255
    return (laid * share + room * (1 - share)).astype(np.uint8)
