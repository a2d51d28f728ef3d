"""Draws one head: skin with slow shades, eyes, brows, nose, mouth, beard, and what covers the hair."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.faces.identity import FaceIdentity
from simulators.faces.pen import Color, Image, Pen, Points, Pose, at, curve, ellipse, mirrored

_NEUTRAL = 128
_SIDES = (-1, 1)
_DARK: Color = (28, 26, 30)
_HEAD_TOP = -1.5
_BEARD_FROM = 0.35
_HAIR_TO = -0.55


@dataclass(frozen=True, slots=True)
class Look:
    """What the person wears and does at this moment."""

    cover: str  # "hair", "hijab" or "ghutra"
    cover_color: Color
    clothes_color: Color
    smile: float = 0.0  # face units that the corners of the mouth rise


def draw_head(image: Image, face: FaceIdentity, *, pose: Pose, look: Look) -> None:
    """Draw shoulders and head onto the image."""
    pen = Pen(image, pose)
    skin = _skin_color(face)
    outline = _outline(face)
    _draw_behind(pen, face, look)
    _draw_neck_and_shoulders(pen, face, look=look, skin=skin)
    pen.fill(outline, skin)
    _draw_ears(pen, skin=skin, look=look)
    _shade(pen, face, outline)
    _draw_beard(pen, face, outline)
    for side in _SIDES:
        _draw_eye(pen, face, side=side, skin=skin)
        _draw_brow(pen, face, side)
    _draw_nose(pen, face, skin)
    _draw_mouth(pen, face, look=look, skin=skin)
    for mole in face.moles:
        pen.fill(ellipse(mole.x, mole.y, mole.radius, mole.radius), _mixed(skin, _DARK, 0.72), depth=0.5)
    _draw_cover(pen, face, look=look, outline=outline)


def _mixed(first: Color, second: Color, share: float) -> Color:
    blue, green, red = (a + (b - a) * share for a, b in zip(first, second, strict=True))
    return (blue, green, red)


def _skin_color(face: FaceIdentity) -> Color:
    light = 110 + 120 * face.skin_tone
    return (light * (0.68 - 0.05 * face.skin_warmth), light * 0.8, light)


def _hair_color(face: FaceIdentity) -> Color:
    return _mixed((22, 22, 26), (50, 70, 95), face.hair_tone)


def _outline(face: FaceIdentity) -> Points:
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    cosine, sine = np.cos(angle), np.sin(angle)
    lower = sine > 0
    power = np.where(lower, 2 / face.jaw_squareness, 0.95)
    height = np.where(lower, face.face_length, -_HEAD_TOP)
    x = np.sign(cosine) * np.abs(cosine) ** power
    chin = np.clip(1 - (sine**3) * (0.5 - face.chin_width), 0, 1)
    return np.stack([np.where(lower, x * chin, x), np.sign(sine) * np.abs(sine) ** power * height], axis=1)


def _draw_behind(pen: Pen, face: FaceIdentity, look: Look) -> None:
    if look.cover == "hair" and face.sex == "female":
        pen.fill(ellipse(0, 0.15, 1.3, 1.95), _hair_color(face))
    elif look.cover == "hijab":
        pen.fill(ellipse(0, 0.2, 1.36, 1.95), look.cover_color)
        pen.fill(at((-1.3, 0.6), (1.3, 0.6), (2.2, 6.0), (-2.2, 6.0)), look.cover_color)
    elif look.cover == "ghutra":
        pen.fill(at((-1.15, -1.2), (1.15, -1.2), (2.0, 6.0), (-2.0, 6.0)), look.cover_color)


def _draw_neck_and_shoulders(pen: Pen, face: FaceIdentity, *, look: Look, skin: Color) -> None:
    chin = face.face_length
    shoulders = at((-2.6, 7), (-2.1, chin + 0.75), (-0.7, chin + 0.4), (0.7, chin + 0.4), (2.1, chin + 0.75), (2.6, 7))
    if look.cover == "hijab":
        pen.fill(ellipse(0, chin + 0.1, 1.0, 0.75), _mixed(look.cover_color, _DARK, 0.2))
        pen.fill(shoulders + np.array([0, 0.35]), look.clothes_color)
        return
    pen.fill(at((-0.55, 0.9), (0.55, 0.9), (0.6, chin + 0.6), (-0.6, chin + 0.6)), _mixed(skin, _DARK, 0.28))
    pen.fill(shoulders, look.clothes_color)
    pen.fill(ellipse(0, chin + 0.42, 0.6, 0.22), _mixed(skin, _DARK, 0.22))


def _draw_ears(pen: Pen, *, skin: Color, look: Look) -> None:
    if look.cover == "hair":
        for side in _SIDES:
            pen.fill(ellipse(side * 1.0, 0.2, 0.12, 0.3), _mixed(skin, _DARK, 0.14), depth=-0.3)


def _shade(pen: Pen, face: FaceIdentity, outline: Points) -> None:
    """Multiply the head by a blurred map of lights and shades, at half the resolution, inside the outline only."""
    height, width = pen.image.shape[:2]
    half = Pose(pen.pose.x / 2, pen.pose.y / 2, pen.pose.scale / 2, pen.pose.roll, pen.pose.yaw, pen.pose.pitch)
    shades = np.full((height // 2, width // 2), _NEUTRAL, dtype=np.uint8)
    _paint_shades(Pen(shades, half), face)
    blurred = cv2.GaussianBlur(shades, (0, 0), 0.075 * pen.pose.scale)
    mask = np.zeros_like(pen.image[:, :, 0])
    Pen(mask, pen.pose).fill(outline, (255, 255, 255))
    left, top, wide, high = cv2.boundingRect(mask)
    box = (slice(top, top + high), slice(left, left + wide))
    factors = cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR)[box].astype(np.float32) / _NEUTRAL
    factors *= _pattern(face, size=(wide, high))
    factors = 1 + (factors - 1) * (mask[box].astype(np.float32) / 255)
    pen.image[box] = cv2.multiply(pen.image[box], cv2.merge([factors] * 3), dtype=cv2.CV_8U)


def _pattern(face: FaceIdentity, *, size: tuple[int, int]) -> NDArray[np.float32]:
    side = round(len(face.skin_pattern) ** 0.5)
    coarse = np.array(face.skin_pattern, dtype=np.float32).reshape(side, side)
    return np.asarray(1 + 0.05 * cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def _gray(level: float) -> Color:
    return (level, level, level)


def _paint_shades(pen: Pen, face: FaceIdentity) -> None:
    pen.fill(ellipse(0, -0.75, 0.6, 0.35), _gray(150), depth=0.3)
    for side in _SIDES:
        pen.fill(ellipse(side * 1.0, 0.3, 0.3, 1.3), _gray(92))
        pen.fill(ellipse(side * face.eye_spacing, -0.06, 0.3, 0.2), _gray(88), depth=0.5)
        pen.fill(ellipse(side * 0.55, 0.48, 0.22, 0.17), _gray(150), depth=0.5)
        pen.fill(ellipse(side * 0.62, 0.85, 0.16, 0.25), _gray(128 - 34 * face.cheek_shade), depth=0.4)
    pen.fill(ellipse(0, face.face_length, 0.8, 0.18), _gray(90))
    pen.fill(ellipse(0, 0.15, face.nose_bridge, 0.5), _gray(160), depth=0.9)
    pen.fill(ellipse(0, face.nose_length + 0.08, face.nose_width, 0.07), _gray(80), depth=0.8)
    pen.fill(ellipse(0, face.mouth_height + 0.24, 0.2, 0.06), _gray(92), depth=0.5)
    pen.fill(ellipse(0, face.face_length - 0.22, 0.2, 0.12), _gray(146), depth=0.5)


def _draw_beard(pen: Pen, face: FaceIdentity, outline: Points) -> None:
    if face.beard:
        area = pen.image.copy()
        brush = Pen(area, pen.pose)
        brush.fill(outline[(outline[:, 1] > _BEARD_FROM)], _hair_color(face))
        cheeks = ellipse(0, 0.3, 0.84, face.mouth_height - 0.22)
        brush.fill(cheeks, (0, 0, 0))
        kept = cv2.inRange(area, (0, 0, 0), (0, 0, 0))
        area[kept > 0] = pen.image[kept > 0]
        soft = cv2.GaussianBlur(area, (0, 0), 1.5)
        cv2.addWeighted(pen.image, 1 - 0.6 * face.beard, soft, 0.6 * face.beard, 0, dst=pen.image)
    if face.mustache:
        color = _mixed(_skin_color(face), _hair_color(face), 0.45 + 0.4 * face.mustache)
        top = face.mouth_height - face.lip_upper - 0.02
        reach = face.mouth_width * 0.95
        upper = curve((-reach, top + 0.06), (0, top - 0.22), (reach, top + 0.06))
        lower = curve((reach, top + 0.06), (0, top - 0.02), (-reach, top + 0.06))
        pen.fill(np.concatenate([upper, lower]), color, depth=0.6)


def _draw_eye(pen: Pen, face: FaceIdentity, *, side: int, skin: Color) -> None:
    x, wide = face.eye_spacing, face.eye_width
    high, tilt = wide * face.eye_openness, wide * face.eye_tilt
    inner, outer = (x - wide, tilt), (x + wide, -tilt)
    lid = curve(inner, (x, -2 * high), outer)
    eye = np.concatenate([lid, curve(outer, (x, 1.6 * high), inner)])
    iris = ellipse(x, -0.08 * high, 0.95 * high, 0.98 * high)
    pupil = ellipse(x, -0.08 * high, 0.42 * high, 0.42 * high)
    crease = curve((x - wide, tilt - 0.05), (x, -2 * high - 0.1), (x + wide * 1.05, -tilt - 0.04))
    parts = [(eye, (218.0, 222.0, 226.0)), (iris, _mixed((20, 30, 45), (80, 100, 110), face.iris_tone)), (pupil, _DARK)]
    for shape, color in parts:
        pen.fill(shape if side > 0 else mirrored(shape), color, depth=0.5)
    for line, color, width in ((lid, _DARK, 0.035), (crease, _mixed(skin, _DARK, 0.5), 0.015)):
        pen.stroke(line if side > 0 else mirrored(line), color, width=width, depth=0.5)
    pen.fill(ellipse(side * x + 0.03, -0.3 * high, 0.018, 0.018), (250, 250, 250), depth=0.5)


def _draw_brow(pen: Pen, face: FaceIdentity, side: int) -> None:
    x, y, reach, thick = face.eye_spacing, -face.brow_height, face.brow_length, face.brow_thickness
    inner, outer = (x - reach, y + face.brow_tilt / 2), (x + reach, y - face.brow_tilt / 2)
    middle = (x + 0.05, y - 2 * face.brow_arch)
    upper = curve((inner[0], inner[1] - thick / 2), (middle[0], middle[1] - thick), outer)
    lower = curve(outer, middle, (inner[0], inner[1] + thick / 2))
    brow = np.concatenate([upper, lower])
    pen.fill(brow if side > 0 else mirrored(brow), _mixed(_hair_color(face), _skin_color(face), 0.12), depth=0.5)


def _draw_nose(pen: Pen, face: FaceIdentity, skin: Color) -> None:
    dark, end, wide = _mixed(skin, _DARK, 0.42), face.nose_length, face.nose_width
    for side in _SIDES:
        wing = curve((wide * 0.8, end - 0.16), (wide * 1.25, end), (wide * 0.6, end + 0.04))
        bridge = curve((face.nose_bridge + 0.05, -0.05), (face.nose_bridge, end * 0.4), (wide * 0.6, end - 0.15))
        nostril = ellipse(wide * 0.5, end + 0.02, wide * 0.24, 0.032)
        fold = curve((wide + 0.08, end - 0.04), (wide + 0.2, end + 0.12), (face.mouth_width + 0.1, face.mouth_height))
        pen.stroke(wing * (side, 1), dark, width=0.022, depth=0.8)
        pen.stroke(bridge * (side, 1), _mixed(skin, _DARK, 0.2), width=0.02, depth=0.8)
        pen.fill(nostril * (side, 1), _mixed(skin, _DARK, 0.75), depth=0.9)
        pen.stroke(fold * (side, 1), _mixed(skin, _DARK, 0.08 + 0.28 * face.fold_depth), width=0.02, depth=0.5)


def _draw_mouth(pen: Pen, face: FaceIdentity, *, look: Look, skin: Color) -> None:
    y, wide = face.mouth_height, face.mouth_width * (1 + look.smile)
    corner = y - look.smile
    left, right = (-wide, corner), (wide, corner)
    lips = _mixed(_mixed(skin, (70, 60, 150), 0.55), _DARK, 0.35 * face.lip_tone)
    rise = 2 * face.lip_upper
    upper = np.concatenate([curve(left, (-wide * 0.4, y - rise), (0, y - rise * 0.4)),
                            curve((0, y - rise * 0.4), (wide * 0.4, y - rise), right)])  # fmt: skip
    lower = curve(right, (0, y + 2 * face.lip_lower), left)
    pen.fill(np.concatenate([upper, lower]), lips, depth=0.6)
    pen.stroke(curve(left, (0, y + 0.03), right), _mixed(lips, _DARK, 0.7), width=0.03, depth=0.6)
    if face.chin_cleft:
        low = face.face_length - 0.15
        pen.stroke(at((0, low - 0.12), (0, low)), _mixed(skin, _DARK, 0.4 * face.chin_cleft), width=0.025, depth=0.5)


def _draw_cover(pen: Pen, face: FaceIdentity, *, look: Look, outline: Points) -> None:
    if look.cover == "hair":
        crown = outline[outline[:, 1] < _HAIR_TO] * (1.06, 1.12)
        crown = crown[np.argsort(crown[:, 0])]
        hairline = curve((crown[-1][0], -0.5), (0, -1.5), (crown[0][0], -0.5))
        pen.fill(np.concatenate([crown, hairline]), _hair_color(face))
        return
    edge = _mixed(look.cover_color, _DARK, 0.25)
    inner = ellipse(0, 0.12, 0.97, face.face_length - 0.05 if look.cover == "hijab" else 2.4)
    top = -1.02
    brim = curve((0.98, -0.2), (0, 2 * top + 0.2), (-0.98, -0.2))
    dome = curve((-1.22, -0.2), (0, -3.2), (1.22, -0.2))
    pen.fill(np.concatenate([dome, brim]), look.cover_color)
    pen.stroke(brim, edge, width=0.03)
    for side in _SIDES:
        fall = at((0.98, -0.22), (1.25, -0.22), (1.5, 2.6), (1.15, 2.6), (inner[0][0], 0.9))
        pen.fill(fall * (side, 1), look.cover_color)
