"""What all tests share: figures at the end of a run, folders of faces, a browser, and PostgreSQL.

Figures that tests have measured, `record_property("figure", ...)`, are printed at the end of the run.

Folders of faces are made by `hawiya faces generate` and kept in pytest's cache; another generator makes others beside them.

PostgreSQL is Debian's, started by the tests in a temporary directory. A test that takes `database_url` runs on both databases.
Without PostgreSQL its half is skipped and says so; with CI=true nothing is skipped.
"""

import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest

_DEBIAN = Path("/usr/lib/postgresql")
_USER = "postgres"
_READY_S = 30.0
_STOP_S = 20.0
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


class Cluster:
    """A PostgreSQL of our own on a Unix socket and a port of loopback, with fsync as it ships: on."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.port = _free_port()
        self.database = "hawiya"
        self.password = secrets.token_urlsafe(12)
        self._process: subprocess.Popen[bytes] | None = None
        password_file = folder / "password"
        password_file.write_text(self.password, encoding="utf-8")
        shutil.chown(folder, **self._owner) if self._owner else None
        shutil.chown(password_file, **self._owner) if self._owner else None
        self._run(
            *("initdb", "--pgdata", str(folder / "data"), "--username", _USER, "--pwfile", str(password_file)),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )

    @property
    def _owner(self) -> dict[str, Any]:
        """Initdb and postgres refuse root: then they are the user that Debian made for them."""
        return {"user": _USER, "group": _USER} if os.getuid() == 0 else {}

    def _as_owner(self) -> dict[str, Any]:
        drop = {**self._owner, "extra_groups": []} if self._owner else {}
        return {**drop, "cwd": self.folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}}

    def _run(self, program: str, *words: str) -> None:
        ended = subprocess.run(
            [self.programs / program, *words], capture_output=True, text=True, check=False, **self._as_owner()
        )
        assert ended.returncode == 0, ended.stderr

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p", str(self.port)),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"),
                ],
                stdout=log,
                stderr=log,
                **self._as_owner(),
            )
        deadline = monotonic() + _READY_S
        while not self._answers():
            assert self._process.poll() is None, self.log()
            assert monotonic() < deadline, self.log()
            sleep(0.02)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(_USER), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is an immediate shutdown: every connection breaks, and the next start recovers from the log."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(_STOP_S)

    def restart(self) -> None:
        self.stop()
        self.start()

    def url(self, database: str) -> str:
        """Over the Unix socket, without a password."""
        return f"postgresql://{_USER}@/{database}?host={self.folder}&port={self.port}"

    def loopback_url(self, database: str, *, password: str | None = None) -> str:
        """Over TCP, which asks for the password."""
        return f"postgresql://{_USER}{f':{password}' if password else ''}@127.0.0.1:{self.port}/{database}"

    def empty(self) -> None:
        """Drop what a test left."""
        self.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public", database=self.database)

    def execute(self, statement: str, *, database: str = _USER) -> list[tuple[Any, ...]]:
        with closing(psycopg.connect(self.url(database), autocommit=True)) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _programs() -> Path | str:
    """Where PostgreSQL's programs are, or why it cannot be run."""
    places = [Path(found).parent for found in (shutil.which("initdb"),) if found]
    places += sorted(
        (place.parent for place in _DEBIAN.glob("*/bin/initdb")), key=lambda place: -float(place.parent.name)
    )
    if not places:
        return "PostgreSQL is not installed: no initdb in /usr/lib/postgresql/*/bin (Debian's package postgresql)"
    if os.getuid() == 0 and _USER not in {entry.pw_name for entry in pwd.getpwall()}:
        return f"PostgreSQL refuses root and there is no user {_USER} to run it as"
    return places[0]


@contextmanager
def _cluster() -> Iterator[Cluster]:
    programs = _programs()
    if isinstance(programs, str):
        if os.environ.get("CI") == "true":
            pytest.fail(programs)
        pytest.skip(programs)
    folder = Path(tempfile.mkdtemp(prefix="hawiya-pg-"))  # short: a Unix socket's path has 107 characters
    try:
        cluster = Cluster(programs, folder)
        cluster.start()
        try:
            cluster.execute(f"CREATE DATABASE {cluster.database}")
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """One PostgreSQL for all tests of a worker, who give each other no trouble."""
    with _cluster() as cluster:
        yield cluster


@pytest.fixture
def postgresql_of_its_own() -> Iterator[Cluster]:
    """A PostgreSQL for a test that stops it."""
    with _cluster() as cluster:
        yield cluster


@pytest.fixture
def postgresql_url(postgresql: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database; emptied and not dropped, which would cost a checkpoint."""
    yield postgresql.url(postgresql.database)
    postgresql.empty()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    return url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the figures of all tests, those of worker processes too."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    properties = [each for report in reports for each in getattr(report, "user_properties", ())]
    figures = dict.fromkeys(value for name, value in properties if name == "figure")
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.line(str(figure))


@pytest.fixture(scope="session")
def faces(pytestconfig: pytest.Config) -> Callable[[str], Path]:
    """The folder that these options of `hawiya faces generate` make; another generator has another folder."""
    from simulators.faces.album import kept_in  # noqa: PLC0415 - what compiles the renderer is for the few tests that want faces

    @cache
    def made(options: str) -> Path:
        folder = kept_in(pytestconfig.cache.mkdir("faces"), options.encode())
        command = [Path(sys.executable).parent / "hawiya", "faces", "generate", *options.split(), "--out", folder]
        with folder.with_suffix(".lock").open("w") as lock:  # two processes of one run may want the same folder
            fcntl.flock(lock, fcntl.LOCK_EX)
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return folder

    return made


@pytest.fixture(scope="session")
def unseen(faces: Callable[[str], Path]) -> Path:
    """People whom the reference's model has never met: 500 of them, with portraits and 2,000 selfies."""
    return faces("--seed 9047 --identities 500 --captures 4 --workers 2")


@pytest.fixture
def chromium(tmp_path: Path) -> Callable[..., str]:
    """Opens a page in Chromium at a size of its window, and returns what `wishes` have it print."""
    program = shutil.which("chromium")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("chromium is not installed")

    def browse(page: Path, *wishes: str, width: int = 1280, height: int = 900) -> str:
        words = [
            program,
            *_QUIET,
            f"--user-data-dir={tmp_path / 'profile'}",
            f"--window-size={width},{height}",
            *wishes,
        ]
        ended = subprocess.run([*words, page.as_uri()], capture_output=True, text=True, timeout=120, check=True)
        return ended.stdout

    return browse
