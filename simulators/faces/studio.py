"""The generator: takes pictures of one person who does not exist.

A person and a moment are made into meshes, the head is turned, the scene is lit and drawn before its surroundings, and a
camera makes a file of it. The same order is the same file, whatever was ordered before.
"""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from harness.world.faces import FaceRecord, FaceTruth, Point, Species
from simulators.faces import defects
from simulators.faces.attacks import INSTRUMENTS, STILLS, WORN, Still, present
from simulators.faces.camera import develop, to_jpeg
from simulators.faces.clothing import clothes, covers_ears
from simulators.faces.compositing import composed
from simulators.faces.head.landmarks import landmarks
from simulators.faces.head.parts import Head
from simulators.faces.head.tone import tone_of
from simulators.faces.lighting import within
from simulators.faces.order import DEFAULT_SIZE, Kin, Order, Size
from simulators.faces.posing import posed, rigid, seen
from simulators.faces.render import Lights, Mesh, View, render
from simulators.faces.render.arrays import Floats
from simulators.faces.shot import Shot, head_turn, movement_shot, portrait_shot, selfie_shot
from simulators.faces.stream import Seed, stream
from simulators.faces.surroundings import Surroundings, portrait_backdrop, surroundings
from simulators.faces.traits import FaceTraits, Proportions, face_traits, relative_of

_FACE_LIGHT, _FACE_KEPT = 0.485, 0.45  # the camera brings faces near to one brightness, and darker ones not quite
_METER_CELL = 4  # pixels to one of the picture that the light is metered in before a thing is held up
_REACH = 1.6  # how many times brighter or darker that may make the thing than its own light would

STILLS_FROM = 9000
"""Captures from here on are what attackers took before."""
_OF_FACE = ("expression", "beard", "wear", "veil_y", "yaw", "pitch", "roll")
"""What of a shot belongs to the face that is seen."""

Told = dict[str, float | str | list[float]]

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture, what is known of it, and its line of the manifest, without the name of a file."""

    jpeg: bytes
    truth: FaceTruth
    record: FaceRecord


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture before it is a file."""

    image: Pixels
    shot: Shot
    places: dict[str, Point]
    still: Shot | None = None
    """Of an attack: the moment of the picture that is shown; `shot` is then the attacker's."""
    attacker: FaceTraits | None = None

    def looks(self) -> dict[str, str]:
        """The groups by what the face that is seen wears."""
        shot = self.still or self.shot
        beard = "none" if not shot.beard.length and not shot.beard.mustache else "some"
        return {"cover": shot.wear.cover, "glasses": shot.wear.glasses or "none", "beard": beard}

    def story(self) -> Told:
        """The shot for the truth; what belongs to a face is that of the face seen, and the attacker's stands apart."""
        told = _told(self.shot)
        own, rest = _parted(told)
        if self.still is None:
            return rest if self.shot.is_empty else told
        behind = own | _told(self.attacker)
        return _parted(_told(self.still))[0] | rest | {f"attacker.{name}": value for name, value in behind.items()}


class Studio:
    """Takes the pictures of one person."""

    def __init__(self, seed: Seed, *, size: Size = DEFAULT_SIZE, kin: Kin | None = None) -> None:
        self.seed = seed
        self.size = size
        self.traits: FaceTraits = (
            face_traits(seed) if kin is None else relative_of(face_traits(kin.of), seed, kin.kinship)
        )

    @cached_property
    def _head(self) -> Head:
        return Head(self.traits)

    def photograph(self, order: Order) -> Photograph:
        """The picture that is ordered, as a file with its truth."""
        taken = self.take(order)
        height, width = taken.image.shape[:2]
        is_empty = taken.shot.is_empty
        return Photograph(
            jpeg=to_jpeg(taken.image, taken.shot.camera.jpeg_quality),
            truth=FaceTruth(
                width=width,
                height=height,
                landmarks=taken.places,
                traits={} if is_empty else _told(self.traits),
                shot=taken.story(),
            ),
            record=FaceRecord(
                file="",
                identity="",
                kind=order.kind,
                capture=order.capture if order.frame is None else order.frame,
                defect=order.defect,
                level=order.level,
                species=order.species,
                instrument=order.instrument,
                groups={} if is_empty else self.traits.groups | taken.looks(),
            ),
        )

    def take(self, order: Order) -> Taken:
        """The picture that is ordered, as pixels."""
        if order.species is not None:
            return self._attack(order, order.species)
        label = "portrait" if order.kind == "portrait" else f"selfie:{order.capture}"
        shot = self.shot(order)
        linear, places = self._scene(shot, label)
        image = develop(linear, shot.camera, stream(self.seed, label, "develop", order.frame or 0))
        if order.defect is not None and order.level is not None:
            image = defects.after(image, order.defect, level=order.level, stream=stream(self.seed, label, "after"))
        shrink = defects.shrink_of(order.defect, order.level)
        return Taken(image, shot, {name: _point(x, y, shrink) for name, (x, y) in places.items()})

    def _attack(self, order: Order, species: Species) -> Taken:
        """Somebody else, with a picture of this person."""
        instrument = order.instrument or INSTRUMENTS[species][0]
        label = f"attack:{species}:{instrument}:{order.capture}"
        own = stream(self.seed, label)
        kind = STILLS[species][int(own.integers(len(STILLS[species])))]
        still = self.take(Order(kind=kind, capture=STILLS_FROM + order.capture))
        attacker = Studio(stream(self.seed, label, "attacker").bytes(16), size=self.size)
        shot = selfie_shot(attacker.traits, own, self.size)
        behind = attacker.behind(shot, label)
        lights = within(shot.lights, behind)
        turn, is_worn = head_turn(shot), species in WORN
        straight = attacker.meshes(shot, label)
        turned = [posed(mesh, shot) for mesh in straight]
        shown = present(
            species,
            instrument,
            still=Still(still.image, still.places),
            wearer=straight if is_worn else turned,
            view=shot.view,
            lights=lights,
            skin=_bgr(tone_of(attacker.traits)),
            stream=stream(self.seed, label, "instrument"),
        )
        thing = [posed(rigid(mesh), shot) for mesh in shown.meshes] if is_worn else shown.meshes
        layer = render([*turned, *thing], view=shot.view, lights=lights)
        places = seen(shown.places, shot, turn if is_worn else np.eye(3))
        gain = _near(attacker._light_of(turned, shot, lights), _metered(layer.color, layer.coverage, places))
        linear = composed(layer, gain * shot.exposure, behind.image * np.float32(shot.exposure))
        image = develop(linear, shot.camera, stream(self.seed, label, "develop"))
        there = {name: _point(x, y, 1.0) for name, (x, y) in places.items()}
        return Taken(image, shot, there, still=still.shot, attacker=attacker.traits)

    def shot(self, order: Order) -> Shot:
        """The moment that is ordered."""
        if order.kind == "portrait":
            return portrait_shot(self.traits, stream(self.seed, "portrait"), self.size)
        label = f"selfie:{order.capture}"
        shot = selfie_shot(self.traits, stream(self.seed, label), self.size)
        if order.frame is not None:
            shot = movement_shot(shot, order.frame, stream(self.seed, label, "movement"))
        if order.defect is not None and order.level is not None:
            shot = defects.before(shot, order.defect, level=order.level, stream=stream(self.seed, label, "before"))
        return shot

    def _scene(self, shot: Shot, label: str) -> tuple[Floats, dict[str, Point]]:
        """The scene in linear light, and the places of the face in it."""
        place = self.behind(shot, label)
        picture = place.image * np.float32(shot.exposure)
        if shot.is_empty:
            return picture, {}
        lights = within(shot.lights, place)
        if shot.second_scale:
            bystander = _Bystander(stream(self.seed, label, "bystander").bytes(16), size=self.size)
            picture = bystander.beside(picture, shot=shot, lights=lights)
        return self._before(picture, shot=shot, lights=lights, label=label)

    def behind(self, shot: Shot, label: str) -> Surroundings:
        """What is behind the person."""
        make = portrait_backdrop if shot.backdrop == "office" else surroundings
        return make(stream(self.seed, label, "surroundings"), width=self.size[0], height=self.size[1])

    def _before(self, background: Floats, *, shot: Shot, lights: Lights, label: str) -> tuple[Floats, dict[str, Point]]:
        """The person before a background, and the places of the face."""
        meshes = [posed(mesh, shot) for mesh in self.meshes(shot, label)]
        places = seen(landmarks(self._head.shape, shot.expression), shot, head_turn(shot))
        layer = render(meshes, view=shot.view, lights=lights)
        gain = _metered(layer.color, layer.coverage, places)
        return composed(layer, gain * shot.exposure, background), places

    def _light_of(self, meshes: list[Mesh], shot: Shot, lights: Lights) -> float:
        """What the camera multiplies the light by before this person; told by a small picture."""
        view = shot.view
        small = View(
            width=view.width // _METER_CELL,
            height=view.height // _METER_CELL,
            distance=view.distance,
            scale=view.scale / _METER_CELL,
            x=view.x / _METER_CELL,
            y=view.y / _METER_CELL,
        )
        layer = render(meshes, view=small, lights=lights)
        places = seen(landmarks(self._head.shape, shot.expression), replace(shot, view=small), head_turn(shot))
        return _metered(layer.color, layer.coverage, places)

    def meshes(self, shot: Shot, label: str) -> list[Mesh]:
        """The person in that moment, clothes on, head not yet turned."""
        skin = self._head.meshes(
            shot.expression,
            shot.beard,
            stream(self.seed, label, "beard"),
            veil_y=shot.veil_y,
            has_ears=not covers_ears(shot.wear),
        )
        return [*skin, *clothes(self._head.shape, shot.wear, stream(self.seed, label, "clothes"), shot.stance)]


class _Bystander(Studio):
    """Somebody else in the picture."""

    def beside(self, background: Floats, *, shot: Shot, lights: Lights) -> Floats:
        """The bystander beside the sitter of that shot."""
        label = "bystander"
        view = shot.view
        scale = view.scale * shot.second_scale
        view = replace(view, x=view.width * 0.74, y=max(view.y, view.height - defects.BODY * scale), scale=scale)
        own = selfie_shot(self.traits, stream(self.seed, label), self.size)
        shown = replace(own, view=view, exposure=shot.exposure)
        return self._before(background, shot=shown, lights=lights, label=label)[0]


def _near(wanted: float, other: float) -> float:
    """A gain, held near to another one."""
    return min(max(wanted, other / _REACH), other * _REACH)


def _bgr(color: Floats) -> tuple[float, float, float]:
    return float(color[0]), float(color[1]), float(color[2])


def _point(x: float, y: float, shrink: float) -> Point:
    return round((x + 0.5) / shrink - 0.5, 2), round((y + 0.5) / shrink - 0.5, 2)


def _metered(color: Floats, coverage: Floats, seen: dict[str, Point]) -> float:
    """What the camera multiplies the light by, so that the face is bright enough."""
    x = [point[0] for point in seen.values()]
    y = [point[1] for point in seen.values()]
    height, width = coverage.shape
    top, bottom = max(int(min(y)), 0), min(int(max(y)) + 1, height)
    left, right = max(int(min(x)), 0), min(int(max(x)) + 1, width)
    if top >= bottom or left >= right:
        return 1.0
    area = color[top:bottom, left:right]
    light = float(area.mean()) / max(float(coverage[top:bottom, left:right].mean()), 1e-3)
    return float(_FACE_LIGHT * max(light, 1e-3) ** (_FACE_KEPT - 1))


def _parted(told: Told) -> tuple[Told, Told]:
    """What of a told shot belongs to the face, and the rest."""
    own = {name: value for name, value in told.items() if name.partition(".")[0] in _OF_FACE}
    return own, {name: value for name, value in told.items() if name not in own}


def _told(thing: object, prefix: str = "") -> Told:
    """The fields of nested values as one flat table."""
    told: Told = {}
    for part in fields(thing):  # type: ignore[arg-type]
        name, value = f"{prefix}{part.name}", getattr(thing, part.name)
        if hasattr(value, "__dataclass_fields__"):
            told |= _told(value, "" if isinstance(value, Proportions) else f"{name}.")
        elif isinstance(value, bytes):
            told[name] = value.hex()
        elif isinstance(value, (bool, int, float)):
            told[name] = round(float(value), 6)
        elif isinstance(value, str):
            told[name] = value
        elif isinstance(value, tuple) and all(isinstance(item, (int, float)) for item in value):
            told[name] = [round(float(item), 6) for item in value]
    return told
