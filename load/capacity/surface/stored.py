"""A surface as a file: numpy's .npz with the arrays and a line of JSON that says what they are. No code is ever loaded."""

import io
import zipfile
from pathlib import Path

import msgspec
import numpy as np

from harness.commandline import UsageError
from load.capacity.surface.built import MEASURES, Surface
from load.capacity.surface.grid import Grid

_ARRAYS = ("demand", "service", "means", "half_widths", "missed")


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    model: str
    sites_file: str
    sites: list[str]
    days: list[str]
    seed: int
    replications: int
    devices: list[int]
    measures: list[str]


def packed(surface: Surface) -> bytes:
    """The content of the file; equal surfaces have the same bytes."""
    about = _About(
        version=1,
        model=surface.model,
        sites_file=surface.sites_file,
        sites=list(surface.sites),
        days=list(surface.days),
        seed=surface.seed,
        replications=surface.replications,
        devices=list(surface.grid.devices),
        measures=[measure.value for measure in MEASURES],
    )
    content = io.BytesIO()
    np.savez_compressed(
        content,
        about=np.frombuffer(msgspec.json.encode(about), dtype=np.uint8),
        demand=surface.grid.demand,
        service=surface.grid.service,
        means=surface.means,
        half_widths=surface.half_widths,
        missed=surface.missed,
    )
    return content.getvalue()


def read_surface(path: Path) -> Surface:
    """A surface from its file.

    Raises:
        UsageError: it cannot be read, or was written by another version.
    """
    wrong = f"{path}: no surface; give the file that `capacity surface --out` wrote"
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            about = msgspec.json.decode(arrays["about"].tobytes(), type=_About)
            demand, service, means, half_widths, missed = (np.asarray(arrays[name], np.float64) for name in _ARRAYS)
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror or 'cannot be read'}; name what `capacity surface --out` wrote"
        ) from None
    except (ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, msgspec.DecodeError):
        raise UsageError(wrong) from None
    grid = Grid(devices=tuple(about.devices), demand=demand, service=service)
    nodes = (len(about.sites), *grid.shape, len(MEASURES))
    cells = (len(about.sites), len(about.devices), *map(len, grid.cells), len(MEASURES))
    shapes = means.shape, half_widths.shape, missed.shape
    if about.measures != list(MEASURES) or shapes != (nodes, nodes, cells):
        raise UsageError(f"{wrong}, of this version")
    return Surface(
        model=about.model,
        sites_file=about.sites_file,
        sites=tuple(about.sites),
        days=tuple(about.days),
        seed=about.seed,
        replications=about.replications,
        grid=grid,
        means=means,
        half_widths=half_widths,
        missed=missed,
    )
