"""Light on the pixels of a mesh."""

from dataclasses import dataclass

import numpy as np

from simulators.faces.render.arrays import Doubles, Floats, Owners, Texture
from simulators.faces.render.plain.chunks import Places, chunks
from simulators.faces.render.plain.shadows import Key, Three, dot, leaders
from simulators.faces.render.plain.texels import between_texels

GLARE = 0.5

FUZZ = 0.02

BARE = 18.0

HALF, ABOVE = 128, 127.0

THREADS = 2.0

CHUNK = 1 << 15
"""Pixels lit at once; two rows of a mesh may be more."""


@dataclass(frozen=True, slots=True)
class _Pose:
    """How places lie to the lights and to the eye; *Shape*: N each."""

    toward: Doubles
    filled: Doubles
    above: Doubles
    over: Doubles
    openness: Doubles
    grazing: Doubles
    highlight: Doubles


def _turned(raw: Three, eye: Three, *, is_thin: bool) -> tuple[Three, Doubles]:
    """The normal of length 1 and its part toward the eye; that of a thin surface is turned to the eye."""
    scale = 1.0 / (np.sqrt(dot(raw, raw)) + 1e-9)
    nx, ny, nz = (part * scale for part in raw)
    facing = dot((nx, ny, nz), eye)
    if not is_thin:
        return (nx, ny, nz), np.maximum(facing, 0.0)
    is_away = facing < 0.0
    nx, ny, nz, facing = (np.where(is_away, -part, part) for part in (nx, ny, nz, facing))
    return (nx, ny, nz), facing


def _mirrored(normal: Three, eye: Three, key: Doubles, shine: int) -> Doubles:
    """The highlight of the key light, by the direction halfway between it and the eye."""
    half = (eye[0] + key[0], eye[1] + key[1], eye[2] + key[2])
    scale = 1.0 / (np.sqrt(dot(half, half)) + 1e-9)
    mirrored = np.maximum(dot(normal, half) * scale, 0.0)
    for _ in range(shine):
        mirrored = mirrored * mirrored
    narrow = mirrored * mirrored
    return np.asarray(4.0 * mirrored + 5.0 * (narrow * narrow))


def _met(camera: Doubles, x: Places, y: Places, near: Doubles) -> tuple[Three, Three]:
    """The places that pixels show, and the directions from there to the eye."""
    distance, per_pixel = 1.0 / near, 1.0 / camera[1]
    px, py = (x - camera[2]) * distance * per_pixel, (y - camera[3]) * distance * per_pixel
    scale = 1.0 / np.sqrt(px * px + py * py + distance * distance)
    return (px, py, camera[0] - distance), (-px * scale, -py * scale, distance * scale)


def _posed(carried: Doubles, eye: Three, answer: Doubles, lights: Doubles, shine: int) -> _Pose:
    """`carried`: rows of the field; *Shape*: N x 6."""
    _, _, *raw, openness = carried.T
    normal, facing = _turned((raw[0], raw[1], raw[2]), eye, is_thin=bool(answer[5] > 0.0))
    return _Pose(
        toward=dot(normal, lights[0]),
        filled=dot(normal, lights[2]),
        above=0.5 - 0.5 * normal[1],
        over=np.minimum(np.maximum(0.5 - 0.5 * (2.0 * facing * normal[1] - eye[1]), 0.0), 1.0),
        openness=openness,
        grazing=(1.0 - facing) * (1.0 - facing) * (1.0 - facing),
        highlight=_mirrored(normal, eye, lights[0], shine),
    )


def _falling(lights: Doubles, channel: int, wrap: float, pose: _Pose, lit: Doubles) -> Doubles:
    """The light of one color that falls on each place."""
    spread = 1.0 / (1.0 + wrap)
    seen = np.minimum(lit * (1.0 + wrap), 1.0)
    light = lights[1, channel] * (np.maximum((pose.toward + wrap) * spread, 0.0) * seen)
    light += lights[3, channel] * (np.maximum((pose.filled + wrap) * spread, 0.0) * (0.4 + 0.6 * pose.openness))
    light += (lights[4, channel] * pose.above + lights[5, channel] * (1.0 - pose.above)) * pose.openness
    return np.asarray(light)


def _gleaming(lights: Doubles, channel: int, mirror: Doubles, pose: _Pose, lit: Doubles) -> Doubles:
    """The light of one color that each place mirrors."""
    sky = pose.over * pose.over
    around = lights[4, channel] * sky + lights[5, channel] * (1.0 - sky)
    gleam = lights[1, channel] * (pose.highlight * lit) + around * (0.4 + pose.grazing)
    return np.asarray(np.minimum(mirror * gleam + FUZZ * pose.grazing * pose.openness * around, GLARE))


def _reflected(texture: Texture, u: Doubles, v: Doubles, channel: int) -> Doubles:
    """The share of light that the texture gives back."""
    root = between_texels(texture[..., channel], u, v) * (1.0 / 255.0)
    return np.asarray(root * root)


def _grain(texture: Texture, u: Doubles, v: Doubles, share: float, *, is_skin: bool) -> Doubles:
    """How much a texel mirrors: 1, or up to `share` beside it; of skin as much as alpha says, and where hair is less."""
    fine = 1.0 if is_skin else THREADS
    mixed = ((fine * v).astype(np.int64) * 374761393 + (fine * u).astype(np.int64) * 668265263) & 0x7FFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0x7FFFFFFF
    bare: Doubles | float = 1.0
    if is_skin:
        alpha = texture[v.astype(np.int64), u.astype(np.int64), 3].astype(np.int64)
        bare = np.minimum(BARE * _reflected(texture, u, v, 2), 1.0) * np.maximum(alpha - HALF, 0) / ABOVE
    return np.asarray(bare * (1.0 + share * (((mixed ^ (mixed >> 16)) & 255) * (2.0 / 255.0) - 1.0)))


def shade(  # noqa: PLR0913, PLR0917 (the same as the compiled one, which takes no keywords)
    owner: Owners,
    near: Doubles,
    field: Floats,
    number: int,
    texture: Texture,
    answer: Doubles,
    lights: Doubles,
    camera: Doubles,
    to_map: Doubles,
    shadow: Floats,
    soft: Doubles,
    out: Floats,
    entered: Floats,
) -> None:
    """Light the pixels of mesh `number`."""
    rows, columns = np.nonzero(owner == number)
    key = Key(to_map, shadow, float(soft[0]))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows // 2))])
    for pairs in chunks(np.diff(starts), CHUNK):
        y, x = (places[starts[pairs.start] : starts[pairs.stop]] for places in (rows, columns))
        if not len(y):
            continue
        place, eye = _met(camera, x, y, near[y, x])
        carried = field[y, x].astype(np.float64)
        u, v = carried[:, 0], carried[:, 1]
        pose = _posed(carried, eye, answer, lights, int(soft[1]))
        lit = key.reaching(place, pose.toward, leaders(y, x, out.shape[1]), float(answer[:3].max()))
        is_skin, cell = bool(answer[2] > answer[0]), (y // 2, x // 2)
        grain = _grain(texture, u, v, float(answer[6]), is_skin=is_skin)
        mirror = answer[3] * (1.0 + 4.0 * pose.grazing) * pose.openness * grain
        for channel in range(3):
            light = _falling(lights, channel, answer[channel], pose, lit)
            own = _reflected(texture, u, v, channel) * (light + answer[4])
            out[y, x, channel] = own + _gleaming(lights, channel, mirror, pose, lit)
            if is_skin:
                np.add.at(entered[..., channel], cell, light.astype(np.float32))
        out[y, x, 3] = 1.0
        if is_skin:
            np.add.at(entered[..., 3], cell, np.float32(1.0))
