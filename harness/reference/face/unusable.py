"""Why a picture cannot be used, and the bounds that every picture file must keep."""

MAX_IMAGE_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 4_000_000
MIN_SIDE_PX = 48


class UnusableImageError(ValueError):
    """The image shows no face that can be compared; `reasons` says why."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(f"the image cannot be used: {', '.join(reasons)}")
        self.reasons = reasons


def check_bytes(file: bytes) -> None:
    """Bound the file.

    Raises:
        UnusableImageError: TOO_LARGE.
    """
    if len(file) > MAX_IMAGE_BYTES:
        raise UnusableImageError("TOO_LARGE")


def check_size(width: int, height: int) -> None:
    """Bound the picture by the size that its header states.

    Raises:
        UnusableImageError: NOT_AN_IMAGE without any pixel, TOO_LARGE or TOO_SMALL.
    """
    if not (width and height):
        raise UnusableImageError("NOT_AN_IMAGE")
    if width * height > MAX_PIXELS:
        raise UnusableImageError("TOO_LARGE")
    if min(width, height) < MIN_SIDE_PX:
        raise UnusableImageError("TOO_SMALL")
