"""Draws: known answers of the generator, the same bits from every engine, and the distributions that they claim."""

import ast
import math
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import FunctionType

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from load.capacity.draws import arithmetic, draws
from load.capacity.draws.draws import Purpose, Stream
from load.capacity.draws.philox import philox
from load.capacity.kernels import by_numba, tables

WORDS = st.integers(0, 2**32 - 1)
STREAM = Stream(seed=7, place=draws.place_key("NBK-01"), day=date(2026, 1, 4), replication=3)
GRID = np.concatenate(
    [(np.arange(0, 2**32, 2**17) + 0.5) / 2**32, 2.0 ** -np.arange(2, 34), 1 - 2.0 ** -np.arange(2, 34)]
)


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        # Random123, tests/kat_vectors, the three lines of "philox4x32 10"
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert philox(*key, *counter) == answer


def in_numpy(function, **names):
    """The same code with numpy's functions, and others of ours in numpy, in place of plain ones."""
    world = {**function.__globals__, "frexp": np.frexp, "sqrt": np.sqrt, **names}
    return FunctionType(function.__code__, world, function.__name__)


def test_what_is_kept_of_compiled_kernels_goes_by_every_module_whose_names_they_take():
    """A number from elsewhere would be frozen in what was compiled before it changed."""
    sources = {module.__name__ for module in by_numba.SOURCES}
    kernels = {module for module in sources if module.startswith("load.capacity.kernels.")} - {tables.__name__}
    trees = (ast.parse(Path(sys.modules[name].__file__).read_text(encoding="utf-8")) for name in kernels)
    taken = {some.module for tree in trees for some in ast.walk(tree) if isinstance(some, ast.ImportFrom)}
    rooms = {name for name in taken if hasattr(sys.modules.get(name), "__path__")}
    ours = {name for name in taken if name.startswith(("load.", "harness."))} - rooms
    assert len(ours) > 10
    assert ours <= sources


def test_numpy_and_numba_run_the_same_source_of_philox_to_the_same_words():
    rng = np.random.default_rng(5)
    arguments = rng.integers(0, 2**32, size=(6, 500), dtype=np.int64)
    plain = np.array([philox(*map(int, column)) for column in arguments.T]).T
    compiled = numba.njit(philox)
    assert (np.array(philox(*arguments)) == plain).all()
    assert (plain == np.array([compiled(*column) for column in arguments.T]).T).all()


def test_numpy_and_numba_run_the_same_arithmetic_to_the_same_bits():
    x = np.linspace(-30, 30, 5001)
    log, exp = in_numpy(arithmetic.log), in_numpy(arithmetic.exp)
    quantile = in_numpy(arithmetic.normal_quantile, log=log)
    compiled_log = numba.njit(arithmetic.log)
    compiled_quantile = numba.njit(in_numpy_names(arithmetic.normal_quantile, log=compiled_log))
    compiled_exp = numba.njit(arithmetic.exp)
    for ours, vector, compiled, values in (
        (arithmetic.log, log, compiled_log, GRID),
        (arithmetic.exp, exp, compiled_exp, x),
        (arithmetic.normal_quantile, quantile, compiled_quantile, GRID),
    ):
        plain = np.array([ours(float(value)) for value in values])
        assert (vector(values) == plain).all(), ours.__name__
        assert (np.array([compiled(value) for value in values]) == plain).all(), ours.__name__


def in_numpy_names(function, **names):
    return FunctionType(function.__code__, {**function.__globals__, **names}, function.__name__)


def test_arithmetic_is_as_near_as_it_says():
    wide = np.concatenate([GRID, [1e-300, 3.5, 1e300]])
    logs = np.array([arithmetic.log(float(value)) for value in wide])
    assert np.abs(logs - np.log(wide)).max() <= 3e-16 * np.abs(np.log(wide)).max()
    assert np.abs(logs[: len(GRID)] - np.log(GRID)).max() < 1e-14
    x = np.linspace(-30, 30, 2001)
    assert np.abs(np.array([arithmetic.exp(float(value)) for value in x]) / np.exp(x) - 1).max() < 5e-14
    inside = GRID[GRID != 0.5]
    z = np.array([arithmetic.normal_quantile(float(value)) for value in inside])
    assert np.abs(z / special.ndtri(inside) - 1).max() < 1e-10
    assert arithmetic.normal_quantile(0.5) == 0.0


@given(word=WORDS)
def test_a_uniform_is_above_zero_and_below_one(word):
    assert 0.0 < draws.uniform(word) < 1.0
    assert draws.uniform(word) * 2**32 - 0.5 == word


@given(
    change=st.sampled_from(
        [
            {"seed": 8},
            {"seed": 7 + (1 << 32)},
            {"place": draws.place_key("NBK-02")},
            {"day": date(2026, 1, 5)},
            {"replication": 4},
        ]
    ),
    person=st.integers(0, 2**32 - 1),
)
def test_every_part_of_a_stream_moves_its_draws(change, person):
    assert STREAM.block(person, Purpose.PERSON) == STREAM.block(person, Purpose.PERSON)
    assert replace(STREAM, **change).block(person, Purpose.PERSON) != STREAM.block(person, Purpose.PERSON)
    assert STREAM.block(person, Purpose.MOVE) != STREAM.block(person, Purpose.PERSON)
    assert STREAM.block(person ^ 1, Purpose.PERSON) != STREAM.block(person, Purpose.PERSON)


def test_values_are_pinned_so_that_a_seed_means_the_same_people_tomorrow():
    assert draws.place_key("NBK-01") == 1749397825
    assert STREAM.block(12, Purpose.LEG) == (
        0.4595914325909689,
        0.7657982400851324,
        0.039053153595887125,
        0.2735924405278638,
    )


def sample(function, count=4000):
    return np.array([function(STREAM.block(person, Purpose.PERSON)[person % 4]) for person in range(count)])


def test_draws_have_the_distributions_that_they_claim():
    uniforms = sample(lambda u: u)
    sigma = draws.sigma_of(0.7)
    assert stats.kstest(uniforms, "uniform").pvalue > 0.001
    assert stats.kstest(sample(draws.exponential), "expon").pvalue > 0.001
    lognormal = sample(lambda u: draws.lognormal(u, 60.0, sigma))
    assert stats.kstest(lognormal, stats.lognorm(sigma, scale=60 * math.exp(-(sigma**2) / 2)).cdf).pvalue > 0.001
    assert stats.kstest(sample(lambda u: draws.normal(u, -30, 120)), stats.norm(-30, 120).cdf).pvalue > 0.001


def test_a_lognormal_time_has_its_mean_and_variation():
    u = (np.arange(100_000) + 0.5) / 100_000
    sigma = draws.sigma_of(0.5)
    times = np.array([draws.lognormal(float(value), 90.0, sigma) for value in u])
    assert times.mean() == pytest.approx(90.0, rel=1e-3)
    assert times.std() / times.mean() == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize(("u", "count"), [(0.3, 0), (0.24, 1), (0.05, 2), (0.001, 3), (0.25, 0), (0.0625, 1)])
def test_failed_tries_in_a_row_are_geometric_up_to_the_limit(u, count):
    assert draws.failures(u, 0.25, 3) == count


def test_nothing_fails_that_cannot_fail():
    assert draws.failures(sys.float_info.min, 0.0, 3) == 0
