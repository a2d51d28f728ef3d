"""Ways a selfie goes wrong, each in six doses: what changes before the picture is taken, and what after."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from harness.world.faces import LEVELS, Defect
from simulators.faces.shot import Shot
from simulators.faces.stream import Stream

Pixels = NDArray[np.uint8]
BODY = 3.9  # from the eyes to where the body ends, in face units
_Change = Callable[[Shot, float, Stream], Shot]


def _exposed(shot: Shot, share: float, _stream: Stream) -> Shot:
    return replace(shot, exposure=share)


def _side_lit(shot: Shot, share: float, stream: Stream) -> Shot:
    """One hard light from the side; `share` of everything else is taken away."""
    side = 1.0 if stream.random() < 0.5 else -1.0  # noqa: PLR2004 (either side)
    lights = shot.lights

    def less(color: tuple[float, float, float]) -> tuple[float, float, float]:
        return (color[0] * (1 - share), color[1] * (1 - share), color[2] * (1 - share))

    strong = 1.0 + 0.8 * share
    key = (side * (0.35 + 0.6 * share), -0.12, 0.75 - 0.62 * share)
    return replace(
        shot,
        lights=replace(
            lights,
            key=key,
            key_color=(strong, strong, strong),
            fill_color=less(lights.fill_color),
            sky=less(lights.sky),
            ground=less(lights.ground),
        ),
    )


def _blurred(shot: Shot, sigma_px: float, _stream: Stream) -> Shot:
    return replace(shot, camera=replace(shot.camera, lens_blur_px=sigma_px * shot.view.width / 360))


def _shaken(shot: Shot, length_px: float, stream: Stream) -> Shot:
    angle = float(stream.uniform(0, 180))
    length = length_px * shot.view.width / 360
    return replace(shot, camera=replace(shot.camera, motion_px=length, motion_angle_deg=angle))


def _shifted(shot: Shot, share: float, stream: Stream) -> Shot:
    """Moved by a share of the picture's width to a side, or to a corner."""
    side = 1.0 if stream.random() < 0.5 else -1.0  # noqa: PLR2004 (either side)
    slope = float(stream.uniform(-0.5, 0.5))
    view = shot.view
    return replace(
        shot, view=replace(view, x=view.x + side * share * view.width, y=view.y + slope * share * view.width)
    )


def _far(shot: Shot, share: float, _stream: Stream) -> Shot:
    view = shot.view
    scale = view.scale * share
    y = max(view.y, view.height - BODY * scale)  # nobody floats: the body goes on below the picture
    return replace(shot, view=replace(view, scale=scale, distance=view.distance / share, y=y))


def _tilted(shot: Shot, degrees: float, stream: Stream) -> Shot:
    return replace(shot, roll=degrees if stream.random() < 0.5 else -degrees)  # noqa: PLR2004 (either side)


def _turned(shot: Shot, degrees: float, stream: Stream) -> Shot:
    return replace(shot, yaw=degrees if stream.random() < 0.5 else -degrees)  # noqa: PLR2004 (either side)


def _eyes_shut(shot: Shot, share: float, _stream: Stream) -> Shot:
    return replace(shot, expression=replace(shot.expression, eyes_shut=share))


def _mouth_open(shot: Shot, share: float, _stream: Stream) -> Shot:
    return replace(shot, expression=replace(shot.expression, mouth_open=share))


def _veiled(shot: Shot, height: float, _stream: Stream) -> Shot:
    return replace(shot, veil_y=height)


def _accompanied(shot: Shot, share: float, _stream: Stream) -> Shot:
    view = shot.view
    return replace(shot, second_scale=share, view=replace(view, scale=view.scale * 0.72, x=view.width * 0.3))


def _empty(shot: Shot, _share: float, _stream: Stream) -> Shot:
    return replace(shot, is_empty=True)


_BEFORE: dict[Defect, tuple[_Change, tuple[float, ...]]] = {
    "dark": (_exposed, (0.55, 0.38, 0.25, 0.16, 0.1, 0.06)),
    "bright": (_exposed, (1.7, 2.4, 3.3, 4.6, 6.5, 9.0)),
    "uneven_light": (_side_lit, (0.35, 0.5, 0.65, 0.78, 0.89, 0.97)),
    "blur": (_blurred, (1.0, 1.5, 2.2, 3.1, 4.2, 5.6)),
    "motion": (_shaken, (4.0, 7.0, 10.0, 14.0, 19.0, 26.0)),
    "off_center": (_shifted, (0.08, 0.14, 0.2, 0.27, 0.34, 0.4)),
    "too_small": (_far, (0.8, 0.66, 0.55, 0.46, 0.38, 0.31)),
    "tilt": (_tilted, (8.0, 13.0, 18.0, 24.0, 31.0, 39.0)),
    "profile": (_turned, (12.0, 20.0, 28.0, 36.0, 45.0, 56.0)),
    "closed_eyes": (_eyes_shut, (0.3, 0.45, 0.6, 0.75, 0.9, 1.0)),
    "mouth_open": (_mouth_open, (0.12, 0.25, 0.4, 0.55, 0.75, 0.95)),
    "occlusion": (_veiled, (1.25, 1.02, 0.78, 0.55, 0.36, 0.2)),
    "two_faces": (_accompanied, (0.6, 0.68, 0.76, 0.84, 0.92, 1.0)),
    "no_face": (_empty, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),
}
_NOISE = (6.0, 10.0, 16.0, 24.0, 34.0, 46.0)  # standard deviation in steps of 0 to 255
_SHRINK = (1.5, 2.1, 2.9, 3.8, 4.8, 6.0)


def before(shot: Shot, defect: Defect, *, level: int, stream: Stream) -> Shot:
    """The shot with that defect in it."""
    if defect not in _BEFORE:
        return shot
    change, doses = _BEFORE[defect]
    return change(shot, doses[level - LEVELS[0]], stream)


def after(image: Pixels, defect: Defect, *, level: int, stream: Stream) -> Pixels:
    """The developed picture with that defect in it."""
    if defect == "noise":
        return _noisy(image, _NOISE[level - LEVELS[0]], stream)
    if defect == "low_resolution":
        return _shrunk(image, _SHRINK[level - LEVELS[0]])
    return image


def shrink_of(defect: Defect | None, level: int | None) -> float:
    """How many times smaller the picture is than it was taken."""
    return _SHRINK[level - LEVELS[0]] if defect == "low_resolution" and level is not None else 1.0


def _noisy(image: Pixels, deviation: float, stream: Stream) -> Pixels:
    """Grain of a sensor in the dark: of brightness above all, of color a little."""
    shape = image.shape[:2]
    grain = cv2.GaussianBlur(stream.standard_normal(shape, dtype=np.float32), (0, 0), 0.6)
    grain = grain * np.float32(deviation / float(np.std(grain)))
    color = stream.standard_normal((*shape, 3), dtype=np.float32) * np.float32(deviation * 0.45)
    return np.asarray(np.clip(image + grain[..., None] + color, 0, 255), dtype=np.uint8)


def _shrunk(image: Pixels, times: float) -> Pixels:
    size = (round(image.shape[1] / times), round(image.shape[0] / times))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
