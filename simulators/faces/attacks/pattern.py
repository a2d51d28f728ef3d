"""Patterns of reproduction: grids that beat against the sensor's, dots of print, grain of paper."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.still import Tones
from simulators.faces.stream import Stream, stream

_TILE = 512
_NOISE_SEED = 31


def wave(
    shape: tuple[int, int], cycles: tuple[float, float], *, bend: float = 0.0, phase: float = 0.0
) -> NDArray[np.float32]:
    """A plane wave of so many cycles a texel across and down; `bend`: what a cycle gains a texel, from the middle.

    Shape: height x width of float32, -1 to 1.
    """
    height, width = shape
    x, y = np.arange(width) - width / 2, np.arange(height) - height / 2
    across = 2 * math.pi * (cycles[0] * x + bend * x * x) + phase
    down = 2 * math.pi * (cycles[1] * y + bend * y * y)
    cosines = np.stack([np.cos(down), -np.sin(down)], axis=1).astype(np.float32)
    sines = np.stack([np.cos(across), np.sin(across)], axis=0).astype(np.float32)
    return np.asarray(cosines @ sines, dtype=np.float32)


def moire(tones: Tones, *, texels: float, strength: float, stream: Stream) -> None:
    """Beat the grid of a display against the sensor's, in place; `texels`: of one pixel of the picture.

    The three primaries stand side by side in every cell, so each is a third of a period later: the stripes are colored.
    """
    shape = tones.shape[:2]
    turn = float(stream.uniform(-0.5, 0.5))
    for axis, share in ((0, 1.0), (1, float(stream.uniform(0.3, 1.0)))):
        per_px = 1 / math.exp(float(stream.uniform(math.log(2.6), math.log(8.0))))
        angle = turn + axis * math.pi / 2 + float(stream.uniform(-0.25, 0.25))
        cycles = math.cos(angle) * per_px / texels, math.sin(angle) * per_px / texels
        bend = float(stream.normal(0, 0.35)) * per_px / texels / max(shape)
        later = 2 * math.pi / 3 * (1 - axis) * float(stream.choice([-1, 1])) * float(stream.uniform(0.3, 1.0))
        phase = float(stream.uniform(0, 2 * math.pi))
        for channel in range(3):
            beat = wave(shape, cycles, bend=bend, phase=phase + later * channel)
            beat *= np.float32(strength * share)
            beat += 1
            tones[..., channel] *= beat


def bands(tones: Tones, *, texels: float, strength: float, stream: Stream) -> None:
    """Darken rows as a display does that is refreshed while the rows of the sensor are read, in place."""
    rows = np.arange(tones.shape[0], dtype=np.float32) / texels
    period, phase = float(stream.uniform(70, 220)), float(stream.uniform(0, 2 * math.pi))
    tilt = np.arange(tones.shape[1], dtype=np.float32)[None, :] / texels * np.float32(stream.normal(0, 0.03))
    wavy = 0.5 + 0.5 * np.cos((rows[:, None] + tilt) * np.float32(2 * math.pi / period) + np.float32(phase))
    tones *= (1 - np.float32(strength) * wavy**2)[..., None]


def dots(tones: Tones, *, pitch: float, strength: float, stream: Stream) -> None:
    """Screen the inks into dots of that pitch in texels, each ink at another angle, in place; middle tones show them most."""
    turn = float(stream.uniform(0, math.pi / 2))
    for channel in range(tones.shape[2]):
        angle = turn + math.radians((0.0, 75.0, 15.0)[channel % 3])
        cycles = math.cos(angle) / pitch, math.sin(angle) / pitch
        grid = wave(tones.shape[:2], cycles) + wave(tones.shape[:2], (-cycles[1], cycles[0]))
        ink = tones[..., channel]
        ink += grid * np.float32(2 * strength) * ink * (1 - ink)


def strokes(tones: Tones, *, texels: float, strength: float, stream: Stream) -> None:
    """Give each pass of a print head a tone of its own, in place; `texels`: of one pixel of the picture."""
    high = float(stream.uniform(3, 9)) * texels
    passes = stream.standard_normal((int(tones.shape[0] / high) + 1, 1, tones.shape[2]), dtype=np.float32)
    of_row = (np.arange(tones.shape[0]) / high).astype(np.intp)
    tones *= 1 + np.float32(strength) * passes[of_row]


def grain(tones: Tones, *, strength: float, coarseness: int, stream: Stream) -> None:
    """Give it the grain of its stock, in place; coarseness 0 to 2."""
    tile = _tile(coarseness)
    top, left = (int(stream.integers(_TILE)) for _ in range(2))
    rows, columns = (np.arange(side) + start for side, start in zip(tones.shape[:2], (top, left), strict=True))
    tones += np.float32(strength) * tile[np.ix_(rows % _TILE, columns % _TILE)][..., None]


@cache
def _tile(coarseness: int) -> NDArray[np.float32]:
    """Noise that repeats at its edges, of standard deviation 1."""
    white = stream(_NOISE_SEED, "grain", coarseness).standard_normal((_TILE, _TILE))
    down, across = np.meshgrid(np.fft.fftfreq(_TILE), np.fft.rfftfreq(_TILE), indexing="ij")
    soft = np.exp(-((np.hypot(down, across) * (1.5, 4.0, 9.0)[coarseness]) ** 2))
    shaped = np.fft.irfft2(np.fft.rfft2(white) * soft, s=(_TILE, _TILE))
    return np.asarray(shaped / shaped.std(), dtype=np.float32)
