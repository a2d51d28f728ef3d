"""A picture file is decoded whole or refused by name, in bounded time and memory, whatever the bytes."""

import json
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.reference.face.picture import MAX_IMAGE_BYTES, MAX_PIXELS, MIN_SIDE_PX, UnusableImageError, decode
from harness.world.faces import FILE_REASONS

WIDTH, HEIGHT = 192, 240
PROGRESSIVE = (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
RESTARTS = (cv2.IMWRITE_JPEG_RST_INTERVAL, 3)
EOI = b"\xff\xd9"


def scene(width=WIDTH, height=HEIGHT):
    """Soft colors and a little noise."""
    grain = np.random.Generator(np.random.PCG64(7)).normal(0, 3, (height, width, 3))
    y, x = np.mgrid[0:height, 0:width]
    soft = np.dstack([120 + 60 * np.sin(x / 31), 130 + 50 * np.cos(y / 23), 90 + x * 0.3])
    return np.clip(soft + grain, 0, 255).astype(np.uint8)


def jpeg(image=None, *options):
    return cv2.imencode(".jpg", scene() if image is None else image, list(options))[1].tobytes()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=WIDTH, height=HEIGHT, *, depth=8, color=2, interlace=0, rows=None, before=b"", after=b""):  # noqa: PLR0913 (one picture)
    """A PNG file of black pixels, put together by hand."""
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color]
    raw = (b"\0" * (1 + (width * bits + 7) // 8)) * height if rows is None else rows
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    parts = chunk(b"IHDR", header), before, chunk(b"IDAT", zlib.compress(raw)), after, chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def exif(orientation: int, order: str = "<", kind: int = 3) -> bytes:
    """A TIFF structure with a make and an orientation."""
    value = struct.pack(order + "HH", orientation, 0) if kind == 3 else struct.pack(order + "I", orientation)
    begin = b"II*\0" if order == "<" else b"MM\0*"
    make = struct.pack(order + "HHI4s", 0x010F, 2, 4, b"abc\0")
    return (
        begin + struct.pack(order + "IH", 8, 2) + make + struct.pack(order + "HHI", 0x0112, kind, 1) + value + b"\0" * 4
    )


def with_segment(file: bytes, marker: int, body: bytes) -> bytes:
    return file[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + file[2:]


def frame_place(file: bytes) -> int:
    return next(match.start() for match in re.finditer(rb"\xff[\xc0\xc2]\x00", file))


def with_size(file: bytes, width: int, height: int) -> bytes:
    place = frame_place(file) + 5
    return file[:place] + struct.pack(">HH", height, width) + file[place + 4 :]


def reason(file: bytes) -> str:
    with pytest.raises(UnusableImageError) as refused:
        decode(file)
    (only,) = refused.value.reasons
    return str(only)


@pytest.mark.parametrize("options", [(), PROGRESSIVE, RESTARTS, (cv2.IMWRITE_JPEG_QUALITY, 5)])
def test_jpeg_is_decoded_as_the_decoder_does(options):
    file = jpeg(None, *options)
    picture = decode(file)
    assert np.array_equal(picture.color, cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_COLOR))
    assert picture.gray.shape == (HEIGHT, WIDTH)
    assert picture.gray.dtype == np.uint8


def test_gray_jpeg_becomes_three_equal_colors():
    picture = decode(jpeg(scene()[:, :, 1]))
    assert np.array_equal(picture.color, np.dstack([picture.gray] * 3))


@pytest.mark.parametrize("image", [scene(), scene()[:, :, 0], scene().astype(np.uint16) * 257])
def test_png_is_decoded_to_the_same_pixels(image):
    picture = decode(cv2.imencode(".png", image)[1].tobytes())
    seen = (image // 257 if image.dtype == np.uint16 else image).astype(np.uint8)
    assert np.array_equal(picture.color, seen if seen.ndim == 3 else np.dstack([seen] * 3))


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_palette_is_looked_up(depth):
    file = png(depth=depth, color=3, before=chunk(b"PLTE", b"\x10\x20\x30" * 2))
    assert decode(file).color[5, 5].tolist() == [0x30, 0x20, 0x10]


def test_interlaced_png_is_decoded():
    passes = [
        ((WIDTH - x + dx - 1) // dx, (HEIGHT - y + dy - 1) // dy)
        for x, y, dx, dy in (
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        )
    ]
    rows = b"".join((b"\0" + b"\x50" * 3 * wide) * high for wide, high in passes)
    assert (decode(png(interlace=1, rows=rows)).color == 0x50).all()


def test_what_follows_the_end_is_ignored():
    file = jpeg()
    assert np.array_equal(decode(file + b"another picture" * 9).color, decode(file).color)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"not an image",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"GIF89a" + b"\0" * 900,
        b"RIFF\0\0\1\0WEBPVP8 " + b"\0" * 900,
        b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 40,
        b"\xff\xd8" + b"\0" * 50,
        b"\xff\xd8" + EOI,
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") * 2,
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"short"),
        jpeg()[:2] + b"\xff\xd0" + jpeg()[2:],
        jpeg()[: frame_place(jpeg()) + 9] + b"\7" + jpeg()[frame_place(jpeg()) + 10 :],
        jpeg()[: frame_place(jpeg()) + 13] + b"\1" + jpeg()[frame_place(jpeg()) + 14 :],
        jpeg().replace(b"\xff\xda\0\x0c\3", b"\xff\xda\0\x0c\2"),
        jpeg().replace(b"\xff\xda\0\x0c\3\1", b"\xff\xda\0\x0c\3\7"),
        with_size(jpeg(), 0, HEIGHT),
        png(depth=3),
        png(color=3),
        png(before=chunk(b"ABCD", b"")),
        png(rows=b"\7" * (1 + 3 * WIDTH) * HEIGHT),
    ],
)
def test_other_files_are_no_image(file):
    assert reason(file) == "NOT_AN_IMAGE"


def test_second_frame_header_is_refused():
    file = jpeg()
    place = frame_place(file)
    assert reason(file[:place] + file[place : place + 19] + file[place:]) == "NOT_AN_IMAGE"


@pytest.mark.parametrize("options", [(), PROGRESSIVE, RESTARTS])
def test_jpeg_cut_anywhere_is_truncated(options):
    file = jpeg(None, *options)
    assert {reason(file[:length]) for length in range(2, len(file), 61)} == {"TRUNCATED"}


@pytest.mark.parametrize("options", [(), RESTARTS])
def test_scan_cut_and_closed_again_is_truncated(options):
    """The decoder alone fills up with gray and says nothing."""
    file = jpeg(None, *options)
    cuts = [file[:length].rstrip(b"\xff") + EOI for length in range(len(file) // 4, len(file) - 9, 97)]
    assert all(cv2.imdecode(np.frombuffer(cut, np.uint8), cv2.IMREAD_COLOR) is not None for cut in cuts)
    assert {reason(cut) for cut in cuts} == {"TRUNCATED"}


def test_progressive_picture_without_its_last_scan_is_truncated():
    file = jpeg(None, *PROGRESSIVE)
    assert reason(file[: file.rindex(b"\xff\xda")] + EOI) == "TRUNCATED"


def test_png_cut_anywhere_is_truncated():
    file = cv2.imencode(".png", scene())[1].tobytes()
    assert {reason(file[:length]) for length in range(8, len(file), 997)} == {"TRUNCATED"}


@pytest.mark.parametrize("place", [20, 60, -20, -6])
def test_png_with_a_changed_byte_is_truncated(place):
    file = bytearray(cv2.imencode(".png", scene())[1].tobytes())
    file[place] ^= 1
    assert reason(bytes(file)) == "TRUNCATED"


def test_png_whose_pixels_do_not_inflate_is_truncated():
    file = png()[:33] + chunk(b"IDAT", b"no zlib") + chunk(b"IEND", b"")
    assert reason(file) == "TRUNCATED"


def test_png_with_too_few_rows_is_truncated():
    assert reason(png(rows=b"\0" * (1 + 3 * WIDTH) * (HEIGHT - 1))) == "TRUNCATED"


@pytest.mark.parametrize(
    "file",
    [
        jpeg() + b"\0" * MAX_IMAGE_BYTES,
        png() + b"\0" * MAX_IMAGE_BYTES,
        with_size(jpeg(), 8000, 5000),
        with_size(jpeg(), 65_535, 65_535)[:700],
        png(60_000, 60_000, rows=b""),
        png(rows=b"\0" * ((1 + 3 * WIDTH) * HEIGHT + 1)),
    ],
    ids=["jpeg bytes", "png bytes", "jpeg pixels", "cut jpeg pixels", "png pixels", "png inflates"],
)
def test_beyond_a_bound_is_too_large(file):
    assert reason(file) == "TOO_LARGE"


def test_the_bounds_themselves_are_kept():
    side = int(MAX_PIXELS**0.5)
    assert decode(jpeg(np.zeros((side, side), np.uint8))).gray.shape == (side, side)
    assert decode(jpeg(scene(MIN_SIDE_PX, MIN_SIDE_PX))).gray.shape == (MIN_SIDE_PX, MIN_SIDE_PX)
    file = jpeg()
    assert decode(file + b"\0" * (MAX_IMAGE_BYTES - len(file))).gray.shape == (HEIGHT, WIDTH)


def test_many_scans_are_too_large():
    file = jpeg(None, *PROGRESSIVE)
    last = file[file.rindex(b"\xff\xda") : -2]
    assert reason(file[:-2] + last * 40 + EOI) == "TOO_LARGE"


@pytest.mark.parametrize("file", [jpeg(scene(MIN_SIDE_PX - 1, 300)), png(300, MIN_SIDE_PX - 1)])
def test_thumbnail_is_too_small(file):
    assert reason(file) == "TOO_SMALL"


def test_jpeg_of_four_components_has_an_unsupported_color():
    """CMYK and YCCK."""
    file = jpeg()
    place = frame_place(file)
    four = b"\xff\xc0" + struct.pack(">HBHHB", 20, 8, HEIGHT, WIDTH, 4) + b"\1\x11\0\2\x11\0\3\x11\0\4\x11\0"
    assert reason(file[:place] + four + file[place + 19 :]) == "UNSUPPORTED_COLOR"


@pytest.mark.parametrize("color", [4, 6])
def test_png_with_alpha_has_an_unsupported_color(color):
    assert reason(png(color=color)) == "UNSUPPORTED_COLOR"


def test_png_with_a_transparent_color_has_an_unsupported_color():
    assert reason(png(before=chunk(b"tRNS", b"\0" * 6))) == "UNSUPPORTED_COLOR"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", [2, 3, 6, 8])
@pytest.mark.parametrize("kind", [3, 4])
def test_picture_turned_by_its_metadata_is_rotated(order, orientation, kind):
    tiff = exif(orientation, order, kind)
    assert reason(with_segment(jpeg(), 0xE1, b"Exif\0\0" + tiff)) == "ROTATED"
    assert reason(png(before=chunk(b"eXIf", tiff))) == "ROTATED"


@pytest.mark.parametrize(
    "tiff", [exif(1), exif(1, ">"), exif(0), exif(6)[:-9], b"", b"II*\0\xff\xff\xff\xff", b"XX*\0" * 9]
)
def test_upright_or_unreadable_metadata_do_no_harm(tiff):
    assert decode(with_segment(jpeg(), 0xE1, b"Exif\0\0" + tiff)).gray.shape == (HEIGHT, WIDTH)


def checked(file: bytes) -> str:
    """The outcome for any bytes: a whole picture within the bounds, or one of the named reasons."""
    try:
        picture = decode(file)
    except UnusableImageError as refused:
        (only,) = refused.reasons
        assert only in FILE_REASONS
        return str(only)
    assert picture.color.shape == (*picture.gray.shape, 3)
    assert picture.gray.size <= MAX_PIXELS
    return "decoded"


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=600), st.sampled_from([b"", b"\xff\xd8", b"\xff\xd8\xff\xc0\0\x11\x08", b"\x89PNG\r\n\x1a\n"])
)
def test_any_bytes_have_a_named_outcome(rest, begin):
    assert checked(begin + rest) != "decoded"


FILES = (jpeg(), jpeg(None, *PROGRESSIVE), jpeg(None, *RESTARTS), cv2.imencode(".png", scene()[:, :, 0])[1].tobytes())
PLACES = st.one_of(st.integers(0, 700), st.integers(0, 1 << 16))  # most of what steers the decoder is at the beginning
EDITS = st.tuples(PLACES, st.integers(0, 3), st.binary(max_size=4))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FILES), st.lists(EDITS, max_size=6))
def test_changed_files_have_a_named_outcome(file, edits):
    changed = bytearray(file)
    for place, dropped, inserted in edits:
        begin = place % len(changed)
        changed[begin : begin + dropped] = inserted
    checked(bytes(changed))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=90), st.integers(0, 30))
def test_any_metadata_have_a_named_outcome(noise, place):
    tiff = exif(1)
    assert checked(with_segment(jpeg(), 0xE1, b"Exif\0\0" + tiff[:place] + noise + tiff[place:])) in {
        "decoded",
        "ROTATED",
    }


MEASURE = """
import json, resource, sys, time
from pathlib import Path
from harness.reference.face.picture import UnusableImageError, decode

def outcome(file):
    began = time.process_time()
    try:
        found = str(decode(file).gray.shape)
    except UnusableImageError as refused:
        found = refused.reasons[0]
    return found, time.process_time() - began

files = {path.name: path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())}
outcome(files["small"])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = {name: outcome(file) for name, file in files.items()}
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([grown * 1024, found]))
"""


def deflated(size: int, kind: bytes = b"") -> bytes:
    packer = zlib.compressobj(9)
    zeros = bytes(1 << 20)
    return kind + b"".join(packer.compress(zeros) for _ in range(size >> 20)) + packer.flush()


def bombs() -> dict[str, tuple[str, bytes]]:
    """Files that ask for much: the expected outcome and the bytes."""
    head = png()[:33]
    scans = jpeg(np.zeros((2000, 2000, 3), np.uint8), *PROGRESSIVE)
    last = scans[scans.rindex(b"\xff\xda") : -2]
    end = chunk(b"IEND", b"")
    return {
        "small": (str((HEIGHT, WIDTH)), jpeg()),
        "40 megapixels": ("TOO_LARGE", jpeg(np.zeros((5000, 8000), np.uint8))),
        "huge declared": ("TOO_LARGE", png(50_000, 50_000, rows=b"")),
        "inflates": ("TOO_LARGE", head + chunk(b"IDAT", deflated(150 << 20)) + end),
        "text inflates": (
            str((HEIGHT, WIDTH)),
            png(before=chunk(b"zTXt", deflated(64 << 20, b"a\0\0")) + chunk(b"iCCP", deflated(64 << 20, b"a\0\0"))),
        ),
        "scans": ("TOO_LARGE", scans[:-2] + last * 5000 + EOI),
        "segments": ("NOT_AN_IMAGE", b"\xff\xd8" + b"\xff\xfe\0\2" * 500_000),
        "filling": ("TRUNCATED", b"\xff\xd8" + b"\xff" * 2_000_000),
        "scan of filling": ("TRUNCATED", jpeg()[:-2] + b"\xff" * 2_000_000),
        "chunks": ("NOT_AN_IMAGE", head + chunk(b"IDAT", b"") * 170_000),
        "deep": (str((2000, 2000)), png(2000, 2000, depth=16)),
        "wide": (str((MIN_SIDE_PX, 80_000)), png(80_000, MIN_SIDE_PX)),
    }


def test_bombs_cost_little_time_and_memory(tmp_path):
    made = bombs()
    for name, (_, file) in made.items():
        (tmp_path / name).write_bytes(file)
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path)], capture_output=True, check=True, timeout=60, cwd=Path.cwd()
    )
    grown, found = json.loads(run.stdout)
    assert {name: outcome for name, (outcome, _) in found.items()} == {name: first for name, (first, _) in made.items()}
    assert grown < 100 << 20
    assert max(seconds for _, seconds in found.values()) < 1.0
