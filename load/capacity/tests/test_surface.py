"""Surfaces: what they say at a node, between nodes, beyond their edge, and how far they are off."""

import json
from dataclasses import replace

import numpy as np
import pytest

from harness.command import main
from harness.commandline import ExitCode, UsageError
from load.capacity.model.file import load_plan
from load.capacity.model.variations import with_demand, with_service
from load.capacity.play.simulate import simulate
from load.capacity.statistics.outcomes import Measure, values
from load.capacity.surface.built import MEASURES
from load.capacity.surface.grid import Grid, read_grid
from load.capacity.surface.interpolation import interpolated
from load.capacity.surface.stored import packed, read_surface

AXES = ("--devices", "1:3", "--demand", "0.6:1.4:3", "--service", "0.8:1.2:2", "--replications", "6")


@pytest.fixture(scope="module")
def surface(lasting_model):
    out = lasting_model.with_name("small.npz")
    assert main(["capacity", "surface", str(lasting_model), "--out", str(out), *AXES]) == ExitCode.CONFORMANT
    return out


def asked(hawiya, surface, *words):
    code, text, err = hawiya("query", surface, *words, "--json")
    assert code == ExitCode.CONFORMANT, err
    return json.loads(text)


def test_a_node_is_what_a_simulation_says_and_nothing_is_interpolated(hawiya, surface, small_model):
    told = asked(hawiya, surface, "site=BUSY", "devices=2", "demand=1.4", "service=0.8")
    plan = with_service(with_demand(load_plan(str(small_model)), 1.4), 0.8).with_devices({"BUSY": 2, "QUIET": 2})
    found = simulate(plan, seed=1, replications=6)
    column = found.sites.index("BUSY")
    for measure in MEASURES:
        expected = values(found.by_site, measure)[:, column].mean()
        assert told["measures"][measure]["mean"] == pytest.approx(expected)
        assert told["measures"][measure]["interpolation_error"] == 0


def test_the_middle_of_a_cell_is_as_far_off_as_the_surface_says(hawiya, surface, small_model):
    told = asked(hawiya, surface, "site=BUSY", "devices=2", "demand=1.2", "service=1")
    plan = with_demand(load_plan(str(small_model)), 1.2).with_devices({"BUSY": 2, "QUIET": 2})
    found = simulate(plan, seed=1, replications=6)
    held_out = values(found.by_site, Measure.P95_WAIT)[:, found.sites.index("BUSY")].mean()
    p95 = told["measures"]["p95 wait"]
    assert abs(p95["mean"] - held_out) == pytest.approx(p95["interpolation_error"])


def test_more_devices_and_less_demand_never_wait_longer_on_a_surface(surface):
    read = read_surface(surface)
    waits = read.means[..., MEASURES.index(Measure.VIRTUAL_WAIT)]
    assert (np.diff(waits, axis=1) <= 1e-9).all()
    assert read.means.shape == (2, 3, 3, 2, len(MEASURES))
    assert read.missed.shape == (2, 3, 2, 1, len(MEASURES))


def test_interpolation_goes_through_nodes_and_keeps_their_order():
    grid = Grid(devices=(1,), demand=np.array([0.5, 1.0, 1.5, 2.0]), service=np.array([1.0]))
    nodes = np.array([0.0, 0.0, 8.0, 9.0])[None, None, :, None, None]
    read = [float(interpolated(grid, nodes, demand=x, service=1)[0, 0, 0]) for x in np.linspace(0.5, 2, 61)]
    assert read[20] == pytest.approx(0)
    assert read[40] == pytest.approx(8)
    assert (np.diff(read) >= -1e-12).all()
    assert max(read[:21]) == pytest.approx(0)


def test_the_least_devices_for_a_target_are_read_with_errors_on_top(hawiya, surface):
    least = asked(hawiya, surface, "site=BUSY", "demand=0.6", "--target", "p95 wait <= 10 min")
    p95 = least["measures"]["p95 wait"]
    assert p95["mean"] + p95["half_width"] + p95["interpolation_error"] <= 600
    fewer = asked(hawiya, surface, "site=BUSY", "demand=0.6", f"devices={least['devices'] - 1}")["measures"]["p95 wait"]
    assert fewer["mean"] + fewer["half_width"] + fewer["interpolation_error"] > 600
    code, text, _ = hawiya("query", surface, "site=BUSY", "demand=1.4", "--target", "p95 wait <= 31 s")
    assert code == ExitCode.NOT_CONFORMANT
    assert "no number of devices on this surface keeps p95 wait <= 0.52 min" in text


def test_the_same_surface_again_has_the_same_arrays_and_its_error_is_told(hawiya, surface, small_model, tmp_path):
    again = tmp_path / "again.npz"
    code, text, _ = hawiya("surface", small_model, "--out", again, *AXES)
    assert code == ExitCode.CONFORMANT
    assert "2 sites, 3 numbers of devices, 3 demands, 2 services, 6 replications of 4 days" in text
    assert "which it has not seen" in text
    one, two = read_surface(surface), read_surface(again)
    for name in ("means", "half_widths", "missed"):
        assert np.array_equal(getattr(one, name), getattr(two, name))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("site=BUSY", "devices=4"), "devices=4: outside this surface, which has 1 to 3"),
        (("site=BUSY", "devices=2.5"), "devices=2.5: outside this surface"),
        (("site=BUSY", "devices=2", "demand=1.5"), "demand=1.5: outside this surface, which has 0.6 to 1.4"),
        (("site=BUSY", "devices=2", "demand=nan"), "demand=nan: outside this surface"),
        (("site=BUSY", "devices=2", "service=0.5"), "service=0.5: outside this surface, which has 0.8 to 1.2"),
        (("site=BUSY", "devices=2", "demand=much"), "demand=much: no number"),
        (("site=NOWHERE", "devices=2"), "site=NOWHERE: not on this surface; there are: BUSY, QUIET"),
        (("devices=2",), "site=: not on this surface"),
        (("site=BUSY",), "give devices=N to be told what they do, or --target"),
        (("site=BUSY", "kiosks=2"), "kiosks: no such key; there are site, devices, demand, service"),
        (("site=BUSY", "devices"), "devices: write KEY=VALUE"),
        (("site=BUSY", "--target", "p95 wait <= 10"), "a wait has a unit"),
    ],
)
def test_what_is_not_on_a_surface_is_refused_in_one_line(hawiya, surface, words, said):
    code, out, err = hawiya("query", surface, *words)
    assert code == ExitCode.USAGE
    assert said in err.splitlines()[-1]
    assert out == ""


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"{}"])
def test_a_file_that_is_no_surface_is_refused(tmp_path, content):
    path = tmp_path / "x.npz"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"x.npz: no surface; give the file"):
        read_surface(path)
    np.savez(tmp_path / "y.npz", means=np.zeros(3))
    with pytest.raises(UsageError, match=r"y.npz: no surface"):
        read_surface(tmp_path / "y.npz")
    with pytest.raises(UsageError, match="No such file"):
        read_surface(tmp_path / "z.npz")


def test_a_surface_with_an_array_of_another_shape_is_refused(surface, tmp_path):
    path = tmp_path / "x.npz"
    whole = read_surface(surface)
    path.write_bytes(packed(replace(whole, missed=whole.missed[:, :1])))
    with pytest.raises(UsageError, match=r"x.npz: no surface; .* of this version"):
        read_surface(path)


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        (("0:3", "0.5:1:3", "1"), "--devices 0:3: write FROM:TO"),
        (("3:1", "0.5:1:3", "1"), "--devices 3:1: write FROM:TO"),
        (("1:900", "0.5:1:3", "1"), "at most 100 numbers of devices"),
        (("1:3", "1", "1"), "--demand 1: write FROM:TO:POINTS"),
        (("1:3", "0.5:1:1", "1"), "with 2 to 60 points"),
        (("1:3", "1:0.5:3", "1"), "--demand 1:0.5:3: factors from 0.1 to 10 that grow"),
        (("1:3", "0:1:3", "1"), "factors from 0.1 to 10"),
        (("1:3", "0.5:1:3", "60"), "--service 60: factors from 0.1 to 10"),
        (("1:3", "0.5:1:3", "1:2:x"), "--service 1:2:x: write FROM:TO:POINTS"),
    ],
)
def test_axes_that_are_none_are_refused(axes, said):
    with pytest.raises(UsageError) as refused:
        read_grid(*axes)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--site", "NOWHERE"), "--site NOWHERE: no such site"),
        (("--replications", "1"), "--replications is 1: an interval takes at least 2"),
    ],
)
def test_what_is_wrong_with_a_survey_is_one_line_and_exit_2(hawiya, small_model, tmp_path, words, said):
    code, out, err = hawiya("surface", small_model, "--out", tmp_path / "x.npz", *words)
    assert code == ExitCode.USAGE
    assert said in err.splitlines()[-1]
    assert out == ""


def test_a_file_that_cannot_be_written_is_found_before_the_work(hawiya, small_model):
    code, _, err = hawiya("surface", small_model, "--out", "/nowhere/x.npz")
    assert code == ExitCode.USAGE
    assert "--out /nowhere/x.npz: No such file" in err
    assert "surface: runs" not in err
