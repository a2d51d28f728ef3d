"""Whether the metadata of a picture say that it must be turned to be seen upright (Exif 2.3, TIFF 6.0)."""

import struct

_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_ORIENTATION = 0x0112
_TURNED = range(2, 9)
_ENTRY_BYTES = 12
_MAX_ENTRIES = 512


def is_turned(tiff: bytes) -> bool:
    """Whether the first directory states an orientation other than upright; metadata that cannot be read say nothing."""
    order = _ORDERS.get(tiff[:4])
    if order is None or len(tiff) < 8:  # noqa: PLR2004 (order, number and the directory's place)
        return False
    place = int(struct.unpack(order + "I", tiff[4:8])[0])
    directory = tiff[place + 2 : place + 2 + _MAX_ENTRIES * _ENTRY_BYTES]
    if len(tiff) < place + 2:
        return False
    count = int(struct.unpack(order + "H", tiff[place : place + 2])[0])
    usable = min(count, len(directory) // _ENTRY_BYTES) * _ENTRY_BYTES
    return any(_turns(entry, order) for entry in struct.iter_unpack(order + "HHI4s", directory[:usable]))


def _turns(entry: tuple[int, int, int, bytes], order: str) -> bool:
    tag, kind, _, value = entry
    if tag != _ORIENTATION:
        return False
    short, long = struct.unpack(order + "H", value[:2])[0], struct.unpack(order + "I", value)[0]
    return {3: short, 4: long}.get(kind, 1) in _TURNED
