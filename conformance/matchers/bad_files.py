"""Files that no matcher can use, or that want more than a picture may: made here, from a good picture or from nothing.

Source: ITU-T T.81 (JPEG; tables K.3 and K.5 of annex K, frame and scan headers in annex B); PNG 1.2; the Adobe segment APP14 says
that four components are CMYK.
"""

import struct
import zlib
from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from conformance.matchers.file_parts import APP14, JPEG, PNG, SOF0, SOS, chunk, exif_segment, segment

MEGAPIXELS_40 = (8000, 5000)
BOMB_SIDE = 30_000
_DC_BITS = (0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0)  # table K.3: codes by length
_DC_VALUES = tuple(range(12))
_END_OF_BLOCK = "00"  # the one code of the table for AC below
_BLOCK = 8
_DQT, _DHT = 0xDB, 0xC4


def truncated_jpeg(picture: bytes) -> bytes:
    """The first half of a file."""
    return picture[: len(picture) // 2]


def truncated_png(picture: bytes) -> bytes:
    """The first half of the same as PNG."""
    done, encoded = cv2.imencode(".png", _pixels(picture))
    if not done:
        raise ValueError("the picture cannot be written as PNG")
    return encoded.tobytes()[: len(encoded) // 2]


def pdf(_picture: bytes) -> bytes:
    """An empty page."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>"
    bodies = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page)
    objects = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1))
    return b"%PDF-1.7\n" + objects + b"trailer << /Root 1 0 R /Size 4 >>\n%%EOF\n"


def garbage(picture: bytes) -> bytes:
    """The beginning of a JPEG with something else behind it."""
    return picture[:20] + bytes(range(256)) * 40


@cache
def forty_megapixels(_picture: bytes) -> bytes:
    """A gray JPEG of 8000 x 5000."""
    width, height = MEGAPIXELS_40
    done, encoded = cv2.imencode(".jpg", np.full((height, width), 128, dtype=np.uint8))
    if not done:
        raise ValueError("OpenCV writes no JPEG")
    return encoded.tobytes()


@cache
def bomb(_picture: bytes) -> bytes:
    """A PNG of 110 kB that unpacks to 30,000 x 30,000 pixels."""
    head = struct.pack(">IIBBBBB", BOMB_SIDE, BOMB_SIDE, 1, 0, 0, 0, 0)
    packer, row = zlib.compressobj(9), bytes(1 + BOMB_SIDE // 8)
    packed = b"".join(packer.compress(row) for _ in range(BOMB_SIDE)) + packer.flush()
    parts = ((b"IHDR", head), (b"IDAT", packed), (b"IEND", b""))
    return PNG + b"".join(chunk(name, content) for name, content in parts)


def one_pixel(_picture: bytes) -> bytes:
    """A PNG of one pixel."""
    return cv2.imencode(".png", np.zeros((1, 1, 3), dtype=np.uint8))[1].tobytes()


def four_colors(picture: bytes) -> bytes:
    """The picture in cyan, magenta, yellow and black, as a coarse mosaic: one color a block."""
    pixels = _pixels(picture)
    height, width = (side - side % _BLOCK for side in pixels.shape[:2])
    small = cv2.resize(pixels[:height, :width], (width // _BLOCK, height // _BLOCK), interpolation=cv2.INTER_AREA)
    inks = np.dstack([255 - small[..., 2], 255 - small[..., 1], 255 - small[..., 0], np.zeros(small.shape[:2])])
    return _jpeg_of_blocks(255 - inks.astype(np.int64), width=width, height=height)  # Adobe writes inks inverted


BAD_FILES: dict[str, Callable[[bytes], bytes]] = {
    "zero bytes": lambda _picture: b"",
    "text": lambda _picture: b"this is no picture\n" * 40,
    "PDF": pdf,
    "truncated JPEG": truncated_jpeg,
    "truncated PNG": truncated_png,
    "garbage behind a JPEG header": garbage,
    "one pixel": one_pixel,
    "40 megapixels": forty_megapixels,
    "decompression bomb": bomb,
    "CMYK": four_colors,
}
"""By name: made from the bytes of a good picture."""


def turned(picture: bytes) -> bytes:
    """The same picture lying on its side, with the turn that sets it upright stated in Exif."""
    lying = cv2.rotate(_pixels(picture), cv2.ROTATE_90_COUNTERCLOCKWISE)
    encoded = cv2.imencode(".jpg", lying, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()
    return JPEG + exif_segment(turn=6) + encoded[len(JPEG) :]


def _pixels(picture: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(picture, dtype=np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)


def _jpeg_of_blocks(levels: NDArray[np.int64], *, width: int, height: int) -> bytes:
    """A baseline JPEG whose blocks are each of one level.

    Shape: blocks down x blocks across x components, 0 to 255.
    """
    components = levels.shape[2]
    frame = struct.pack(">BHHB", 8, height, width, components) + bytes(
        byte for number in range(1, components + 1) for byte in (number, 0x11, 0)
    )
    scan = bytes([components, *(byte for number in range(1, components + 1) for byte in (number, 0)), 0, 63, 0])
    tables = (
        segment(APP14, b"Adobe\0\x64\0\0\0\0\0"),
        segment(_DQT, bytes(1) + bytes([8] * 64)),
        segment(SOF0, frame),
        segment(_DHT, bytes([0x00, *_DC_BITS, *_DC_VALUES])),
        segment(_DHT, bytes([0x10, 0, 1, *[0] * 14, 0x00])),
        segment(SOS, scan),
    )
    return JPEG + b"".join(tables) + _entropy_coded(levels) + b"\xff\xd9"


def _entropy_coded(levels: NDArray[np.int64]) -> bytes:
    """Differences of the levels, block by block and component by component; a level of 8 is one step of the table."""
    codes, bits = _dc_codes(), []
    steps = (levels - 128).reshape(-1, levels.shape[2])
    differences = np.diff(steps, axis=0, prepend=np.zeros((1, levels.shape[2]), dtype=np.int64))
    for difference in differences.reshape(-1).tolist():
        size = abs(difference).bit_length()
        low = difference if difference > 0 else difference + (1 << size) - 1
        bits.append(codes[size] + (f"{low:0{size}b}" if size else "") + _END_OF_BLOCK)
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\x00")


def _dc_codes() -> dict[int, str]:
    found, code, place = {}, 0, 0
    for length, count in enumerate(_DC_BITS, start=1):
        for value in _DC_VALUES[place : place + count]:
            found[value] = f"{code:0{length}b}"
            code += 1
        place += count
        code <<= 1
    return found
