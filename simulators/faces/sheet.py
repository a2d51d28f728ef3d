"""A contact sheet: some pictures of a folder side by side, picked by a seed."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.commandline import UsageError
from harness.world.faces import MANIFEST_FILE, FaceRecord, PictureKind, read_manifest
from simulators.faces.stream import stream

Kind = PictureKind | Literal["defect"]
"""A selfie is one without a defect here, for a sheet of spoiled ones tells another story."""

Pixels = NDArray[np.uint8]

SIDE_LIMIT_PX = 16_000

_FILE_BYTES_LIMIT = 20_000_000
_GAP_PX = 6
_LABEL_PX = 16
_PAPER, _INK, _GRAY = (244, 244, 244), (40, 40, 40), (160, 160, 160)
_QUALITY = 92


class UnreadablePictureError(UsageError):
    """A file of the folder is no picture that can be shown, or is missing."""


class Sheet(NamedTuple):
    """A contact sheet: *Shape* height x width x 3, BGR, uint8; and a line about each file whose tile is crossed."""

    pixels: Pixels
    unread: list[str]


def pick(folder: Path, *, tiles: int, seed: int, kind: Kind | None = None) -> list[FaceRecord]:
    """That many pictures of a kind in an order of their own, or all where there are fewer.

    Raises:
        UsageError: the manifest is missing or broken, or there is no such picture.
    """
    path = folder / MANIFEST_FILE
    try:
        records = sorted(read_manifest(path.read_bytes()), key=lambda record: record.file)
    except OSError as error:
        raise UsageError(
            f"cannot read {path}: {error.strerror}; a folder of faces has one when it is finished"
        ) from error
    except msgspec.ValidationError as error:
        raise UsageError(f"{path} is not valid: {error}") from error
    fitting = [record for record in records if kind is None or _kind_of(record) == kind]
    if not fitting:
        raise UsageError(f"{folder} holds no picture" + (f" of kind {kind}" if kind else ""))
    order = stream(seed, "sheet", kind or "any").permutation(len(fitting))
    return [fitting[place] for place in order[:tiles]]


def contact_sheet(
    folder: Path, records: Sequence[FaceRecord], *, columns: int, tile_width: int, labels: bool = False
) -> Sheet:
    """One or more pictures in rows; every tile has the shape of the first one, and one that cannot be shown is crossed.

    Raises:
        UsageError: no picture can be shown, one is outside of the folder, or the sheet would be too large.
    """
    first = _first_readable(folder, records)
    size = (tile_width, max(1, round(tile_width * first.shape[0] / first.shape[1])))
    columns = min(columns, len(records))
    step = (size[0] + _GAP_PX, size[1] + _GAP_PX + _LABEL_PX * labels)
    width, height = columns * step[0] + _GAP_PX, -(-len(records) // columns) * step[1] + _GAP_PX
    if max(width, height) > SIDE_LIMIT_PX:
        raise UsageError(
            f"the sheet would be {width} x {height} pixels; take fewer --tiles or another number of --columns"
        )
    sheet = np.full((height, width, 3), _PAPER, dtype=np.uint8)
    unread = []
    for place, record in enumerate(records):
        left, top = _GAP_PX + place % columns * step[0], _GAP_PX + place // columns * step[1]
        try:
            tile = _fitted(read_picture(folder, record.file), size)
        except UnreadablePictureError as error:
            tile = _crossed(size)
            unread.append(str(error))
        sheet[top : top + size[1], left : left + size[0]] = tile
        if labels:
            _write(sheet, record.file, left=left, base=top + size[1] + _LABEL_PX - 4, width=tile_width)
    return Sheet(sheet, unread)


def read_picture(folder: Path, file: str) -> Pixels:
    """A picture of the folder.

    Raises:
        UnreadablePictureError: it cannot be read, or is no picture.
        UsageError: it is outside.
    """
    path = folder / file
    try:
        is_outside = not path.resolve().is_relative_to(folder.resolve())
    except (ValueError, RuntimeError, OSError) as error:  # a NUL, or links that go around in a circle
        raise UnreadablePictureError(f"the manifest names {file!r}, which is no path that can be followed") from error
    if is_outside:
        raise UsageError(f"the manifest names {file}, which is outside of {folder}")
    try:
        if path.stat().st_size > _FILE_BYTES_LIMIT:
            raise UnreadablePictureError(f"{path} is larger than {_FILE_BYTES_LIMIT // 1_000_000} MB")
        content = path.read_bytes()
        pixels = cv2.imdecode(np.frombuffer(content, dtype=np.uint8), cv2.IMREAD_COLOR) if content else None
    except OSError as error:
        raise UnreadablePictureError(f"cannot read {path}: {error.strerror}") from error
    except cv2.error as error:
        raise UnreadablePictureError(f"{path} is no picture that can be shown: {error.err}") from error
    if pixels is None:
        raise UnreadablePictureError(f"{path} is no picture that can be shown")
    return np.asarray(pixels, dtype=np.uint8)


def encoded(sheet: Pixels, ending: str) -> bytes:
    """The sheet as a file with that ending, `.jpg` or `.png`."""
    done, content = cv2.imencode(ending, sheet, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY] if ending == ".jpg" else [])
    if not done:
        raise ValueError(f"a sheet of shape {sheet.shape} cannot be encoded as {ending}")
    return bytes(content.tobytes())


def _kind_of(record: FaceRecord) -> Kind:
    return "defect" if record.kind == "selfie" and record.defect is not None else record.kind


def _first_readable(folder: Path, records: Sequence[FaceRecord]) -> Pixels:
    """The first picture that can be shown, of one or more.

    Raises:
        UnreadablePictureError: there is none; it is the one of the first picture.
    """
    try:
        return read_picture(folder, records[0].file)
    except UnreadablePictureError:
        for record in records[1:]:
            with suppress(UnreadablePictureError):
                return read_picture(folder, record.file)
        raise


def _crossed(size: tuple[int, int]) -> Pixels:
    """The tile of a picture that cannot be shown: gray, with a cross from corner to corner."""
    width, height = size
    tile = np.full((height, width, 3), _GRAY, dtype=np.uint8)
    for start, end in (((0, 0), (width - 1, height - 1)), ((0, height - 1), (width - 1, 0))):
        cv2.line(tile, start, end, _INK, 1, cv2.LINE_AA)
    return tile


def _fitted(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """The whole picture within a tile, on paper where its shape is another."""
    width, height = size
    scale = min(width / picture.shape[1], height / picture.shape[0])
    inner = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    small = cv2.resize(picture, inner, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    tile = np.full((height, width, 3), _PAPER, dtype=np.uint8)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    tile[top : top + inner[1], left : left + inner[0]] = small
    return tile


def _write(sheet: Pixels, text: str, *, left: int, base: int, width: int) -> None:
    """The name under a tile, as large as it fits; OpenCV writes ASCII alone."""
    text = text.rpartition(".")[0].encode("ascii", "replace").decode() or text
    (at_one, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 1)
    scale = min(0.42, width / max(1, at_one))
    cv2.putText(sheet, text, (left, base), cv2.FONT_HERSHEY_SIMPLEX, scale, _INK, 1, cv2.LINE_AA)
