"""A routed echo of the reference against a bare Starlette echo, as requests per second of wall time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from harness.commandline import HarnessError
from harness.reference.bench.client import Connection, Connections, request
from harness.reference.bench.echo_server import PATH
from harness.reference.bench.figures import Ratio, Sides, cpu_s
from harness.reference.bench.processes import Running, serving

BAR = 0.6
_MODULE = "harness.reference.bench.echo_server"
_BODY = b'{"text":"an echo of the length of a small message, nothing more"}'
_OK = 200


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long to measure."""

    rounds: int
    round_s: float
    connections: int = 16


async def measure(folder: Path, effort: Effort) -> Ratio:
    """Load both servers in turn."""
    speeds, costs = Sides(), Sides()
    with _both(folder) as (ours, bare):
        for server in (ours, bare):
            await _load(server, effort)  # warm
        for _ in range(effort.rounds):
            for server, speed, cost in (
                (ours, speeds.reference, costs.reference),
                (bare, speeds.bare, costs.bare),
            ):
                per_s, per_cpu_s = await _load(server, effort)
                speed.append(per_s)
                cost.append(per_cpu_s)
    by_cpu = median(costs.reference) / median(costs.bare)
    return speeds.ratio(
        name="routed echo",
        unit="requests/s",
        whats=("reference", "bare Starlette"),
        bar=BAR,
        compared=(
            f"POST of {len(_BODY)} bytes of JSON over {effort.connections} kept connections; both read JSON and write it; the "
            "reference also reads strictly, bounds size and time, names a trace and logs"
        ),
        notes=[
            f"per server CPU-second: {median(costs.reference):,.0f} against {median(costs.bare):,.0f}, ratio {by_cpu:.2f}"
        ],
    )


@contextmanager
def _both(folder: Path) -> Iterator[tuple[Running, Running]]:
    log = folder / "echo.log"
    with (
        serving(["-m", _MODULE, "reference", str(folder)], log=log) as ours,
        serving(["-m", _MODULE, "bare", str(folder)], log=log) as bare,
    ):
        yield ours, bare


async def _load(server: Running, effort: Effort) -> tuple[float, float]:
    """Requests per second, and per CPU-second of the server."""
    async with Connections(server.url, effort.connections) as connections:
        echo = request("POST", PATH, connections.host, headers=[], body=_BODY)
        count = 0
        used, began = cpu_s(server.pid), perf_counter()
        until = began + effort.round_s

        async def one_by_one(connection: Connection) -> None:
            nonlocal count
            while perf_counter() < until:
                status, body = await connection.ask(echo)
                if status != _OK or body != _BODY:
                    raise HarnessError(f"the echo of {server.url} answered {status}: {body[:100]!r}")
                count += 1

        await connections.each(one_by_one)
        took, used = perf_counter() - began, cpu_s(server.pid) - used
    return count / took, count / used
