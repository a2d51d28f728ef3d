"""Light on the pixels of a mesh: of the key, where no shadow of it lies, of the fill, and of what is around."""

import numpy as np

from simulators.faces.render.arrays import Doubles, Floats, Owners, Texture
from simulators.faces.render.compiled.jit import compiled, inlined

Three = tuple[float, float, float]

GLARE = 0.5
"""The most light that is mirrored; a thin wire would glitter otherwise."""

FUZZ = 0.02
"""The share of light from around that fine hairs, of skin as of cloth, send to the eye where they are seen from the side."""

BARE = 18.0
"""One by the share of red light that the darkest bare skin gives back; what is darker is beard or brow."""

HALF, ABOVE = 128, 127.0
"""Of alpha: skin that is half opaque mirrors nothing, and how much more it takes to mirror all."""

THREADS = 2.0
"""Of cloth to a texel, across and along."""

STEEPEST = 3.0
"""Slope toward the light up to which a place is kept out of its own shadow."""


@inlined
def _seen_by_key(shadow: Floats, mx: float, my: float, mz: float, reach: float) -> float:
    """The share of a square of the shadow map, 2 `reach` + 1 texels wide, that is no nearer to the light than `mz`."""
    most = shadow.shape[0] - 1.001 - reach
    low_x, low_y = min(max(mx, reach), most) - reach, min(max(my, reach), most) - reach
    width = reach + reach + 1.0
    high_x, high_y = low_x + width, low_y + width
    left, right, top, bottom = int(low_x), int(high_x), int(low_y), int(high_y)
    first_x, last_x = 1.0 - (low_x - left), high_x - right
    limit = np.float32(mz)  # the map's own precision compares faster; to be no nearer than `mz`, it is rounded down
    if limit > mz:
        limit = np.nextafter(limit, np.float32(-np.inf))
    total = 0.0
    for i in range(top, bottom + 1):
        inner = shadow[i, left + 1 : right]
        between = 0
        for j in range(inner.shape[0]):
            between += inner[j] <= limit
        row = first_x * (shadow[i, left] <= limit) + between + last_x * (shadow[i, right] <= limit)
        weight = 1.0 - (low_y - top) if i == top else (high_y - bottom if i == bottom else 1.0)
        total += row * weight
    return total / (width * width)


@inlined
def _is_absent(owner: Owners, y: int, number: int) -> bool:
    count = 0
    for x in range(owner.shape[1]):
        count += owner[y, x] == number
    return count == 0


@inlined
def _turned(
    normal: Three,
    eye: Three,
    is_thin: bool,  # noqa: FBT001 (numba)
) -> tuple[float, float, float, float]:
    """The normal of length 1 and its part toward the eye; that of a thin surface is turned to the eye."""
    nx, ny, nz = normal
    scale = 1.0 / (np.sqrt(nx * nx + ny * ny + nz * nz) + 1e-9)
    nx, ny, nz = nx * scale, ny * scale, nz * scale
    facing = nx * eye[0] + ny * eye[1] + nz * eye[2]
    if is_thin and facing < 0.0:
        return -nx, -ny, -nz, -facing
    return nx, ny, nz, max(facing, 0.0)


@inlined
def _mirrored(normal: Three, eye: Three, key: Three, shine: int) -> float:
    """The highlight of the key light, by the direction halfway between it and the eye: a wide gleam and a narrow one."""
    hx, hy, hz = eye[0] + key[0], eye[1] + key[1], eye[2] + key[2]
    scale = 1.0 / (np.sqrt(hx * hx + hy * hy + hz * hz) + 1e-9)
    mirrored = max((normal[0] * hx + normal[1] * hy + normal[2] * hz) * scale, 0.0)
    for _ in range(shine):
        mirrored *= mirrored
    narrow = mirrored * mirrored
    return float(4.0 * mirrored + 5.0 * (narrow * narrow))


@inlined
def _reflected(texture: Texture, u: float, v: float, channel: int) -> float:
    """The share of light that the texture gives back."""
    i, j = int(v), int(u)
    fv, fu = v - i, u - j
    upper = texture[i, j, channel] * (1.0 - fu) + texture[i, j + 1, channel] * fu
    lower = texture[i + 1, j, channel] * (1.0 - fu) + texture[i + 1, j + 1, channel] * fu
    root = (upper * (1.0 - fv) + lower * fv) * (1.0 / 255.0)
    return float(root * root)


@inlined
def _grain(texture: Texture, u: float, v: float, share: float, is_skin: bool) -> float:  # noqa: FBT001 (numba)
    """How much a texel mirrors: 1, or up to `share` beside it; of skin as much as alpha says, and where hair is less."""
    if share == 0.0:
        return 1.0
    fine = 1.0 if is_skin else THREADS
    mixed = (int(fine * v) * 374761393 + int(fine * u) * 668265263) & 0x7FFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0x7FFFFFFF
    bare = 1.0
    if is_skin:
        bare = min(BARE * _reflected(texture, u, v, 2), 1.0) * max(texture[int(v), int(u), 3] - HALF, 0) / ABOVE
    return float(bare * (1.0 + share * (((mixed ^ (mixed >> 16)) & 255) * (2.0 / 255.0) - 1.0)))


@inlined
def _met(camera: Doubles, x: int, y: int, near: float) -> tuple[Three, Three]:
    """The place that a pixel shows, and the direction from there to the eye."""
    distance, per_pixel = 1.0 / near, 1.0 / camera[1]
    px = (x - camera[2]) * distance * per_pixel
    py = (y - camera[3]) * distance * per_pixel
    scale = 1.0 / np.sqrt(px * px + py * py + distance * distance)
    return (px, py, camera[0] - distance), (-px * scale, -py * scale, distance * scale)


@inlined
def _on_map(to_map: Doubles, row: int, place: Three) -> float:
    return float(to_map[row, 0] * place[0] + to_map[row, 1] * place[1] + to_map[row, 2] * place[2] + to_map[row, 3])


@inlined
def _reaching(  # noqa: PLR0913, PLR0917 (numba)
    place: Three, toward: float, to_map: Doubles, shadow: Floats, reach: float, kept: Doubles, x: int, y: int
) -> float:
    """The share of the key light at a place; the top left of two by two pixels looks for all close to it."""
    mx, my, k = _on_map(to_map, 0, place), _on_map(to_map, 1, place), x // 2
    if abs(mx - kept[k, 0]) < 1.0 and abs(my - kept[k, 1]) < 1.0:
        return float(kept[k, 2])
    steep = np.sqrt(max(1.0 - toward * toward, 0.0)) / max(toward, 0.2)
    bias = 0.02 + 0.025 * (reach + 1.0) * min(steep, STEEPEST)
    lit = _seen_by_key(shadow, mx, my, _on_map(to_map, 2, place) + bias, reach)
    if y % 2 == 0 and x % 2 == 0:
        kept[k, 0], kept[k, 1], kept[k, 2] = mx, my, lit
    return lit


@inlined
def _dot(one: Three, other: Three) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


@inlined
def _falling(  # noqa: PLR0913, PLR0917 (numba)
    lights: Doubles, channel: int, wrap: float, toward: float, filled: float, lit: float, above: float, openness: float
) -> float:
    """The light of one color that falls on a place: of the key, of the fill, and of what is around."""
    spread = 1.0 / (1.0 + wrap)
    seen = min(lit * (1.0 + wrap), 1.0)  # light that went through the skin softens the edge of a cast shadow
    light = lights[1, channel] * (max((toward + wrap) * spread, 0.0) * seen)
    light += lights[3, channel] * (max((filled + wrap) * spread, 0.0) * (0.4 + 0.6 * openness))
    light += (lights[4, channel] * above + lights[5, channel] * (1.0 - above)) * openness
    return float(light)


@inlined
def _posed(
    carried: Floats, eye: Three, answer: Doubles, lights: Doubles, shine: int
) -> tuple[float, float, float, float, float, float]:
    """How a place stands: toward the key and the fill, upward, to what it mirrors above, how flat it is seen, its highlight.

    `carried`: a pixel of the field.
    """
    key, fill = (lights[0, 0], lights[0, 1], lights[0, 2]), (lights[2, 0], lights[2, 1], lights[2, 2])
    raw = (np.float64(carried[2]), np.float64(carried[3]), np.float64(carried[4]))
    nx, ny, nz, facing = _turned(raw, eye, answer[5] > 0.0)
    normal = (nx, ny, nz)
    over = min(max(0.5 - 0.5 * (2.0 * facing * ny - eye[1]), 0.0), 1.0)
    grazing = (1.0 - facing) * (1.0 - facing) * (1.0 - facing)
    return _dot(normal, key), _dot(normal, fill), 0.5 - 0.5 * ny, over, grazing, _mirrored(normal, eye, key, shine)


@inlined
def _light(  # noqa: PLR0913, PLR0917 (numba)
    x: int,
    y: int,
    near: Doubles,
    field: Floats,
    texture: Texture,
    answer: Doubles,
    lights: Doubles,
    camera: Doubles,
    to_map: Doubles,
    shadow: Floats,
    soft: Doubles,
    kept: Doubles,
    out: Floats,
    entered: Floats,
) -> None:
    """Light a pixel; all but the first two and `kept` are those of `shade`."""
    is_skin, carried, lit = answer[2] > answer[0], field[y, x], 0.0
    place, eye = _met(camera, x, y, near[y, x])
    toward, filled, above, over, grazing, highlight = _posed(carried, eye, answer, lights, int(soft[1]))
    if toward > -max(answer[0], answer[1], answer[2]):
        lit = _reaching(place, toward, to_map, shadow, soft[0], kept, x, y)
    u, v, openness = np.float64(carried[0]), np.float64(carried[1]), np.float64(carried[5])
    mirror = answer[3] * (1.0 + 4.0 * grazing) * openness * _grain(texture, u, v, answer[6], is_skin)
    fuzz = FUZZ * grazing * openness
    for channel in range(3):
        light = _falling(lights, channel, answer[channel], toward, filled, lit, above, openness)
        around = lights[4, channel] * (over * over) + lights[5, channel] * (1.0 - over * over)
        gleam = lights[1, channel] * (highlight * lit) + around * (0.4 + grazing)
        own = _reflected(texture, u, v, channel)
        out[y, x, channel] = own * (light + answer[4]) + min(mirror * gleam + fuzz * around, GLARE)
        if is_skin:
            entered[y // 2, x // 2, channel] += np.float32(light)
    out[y, x, 3] = 1.0
    if is_skin:
        entered[y // 2, x // 2, 3] += np.float32(1.0)


@compiled
def shade(  # noqa: PLR0913, PLR0917 (one loop nest over the pixels)
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
    """Light the pixels of mesh `number`.

    `answer`: wrap b, g, r, gloss, glow, thin, grain; and `soft`: shadow reach, shine. `lights`: key, its color, fill, its color,
    sky, ground, six rows of three. `camera`: distance, focal length, middle x, middle y. `to_map`: 3 x 4, scene to map.
    `entered` gathers, of two by two pixels, the light on what lets red through, and how many they are.
    """
    height, width = owner.shape
    kept = np.empty((width // 2 + 1, 3))
    for y in range(height):
        if y % 2 == 0:
            kept[:, 0] = np.inf
        if _is_absent(owner, y, number):
            continue
        for x in range(width):
            if owner[y, x] == number:
                _light(x, y, near, field, texture, answer, lights, camera, to_map, shadow, soft, kept, out, entered)
