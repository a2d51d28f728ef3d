"""The whole suite against our reference on PostgreSQL, and a scan of that database for the planted PIN.

`[observe] files` names files of the target's own folder; a database server keeps its own. So what the suite looks for in the
files of SQLite (PIN-003) is looked for here in both forms that PostgreSQL has: what a client reads, and what stands on disk.
"""

import json
from importlib import resources

import pytest

from simulators.journey import PIN

PIECE = 1 << 20


@pytest.fixture
def certified(hawiya, tmp_path, postgresql_url):
    """The run on PostgreSQL: how it ended, and its results."""
    packaged = resources.files("conformance").joinpath("targets", "reference.toml").read_text("utf-8")
    target = tmp_path / "postgresql.toml"
    target.write_text(packaged.replace("sqlite:///{work}/reference.db", postgresql_url), "utf-8")
    assert postgresql_url in target.read_text("utf-8")
    ended = hawiya("certify", "--target", str(target), "--no-reports", "--out", str(tmp_path / "out"))
    return ended, json.loads((tmp_path / "out" / "results.json").read_text())


def rows(cluster) -> list[str]:
    """Every row of every table as a client reads it: compressed values unpacked, bytes in hexadecimal digits."""
    tables = cluster.execute(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables "
        "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
        database=cluster.database,
    )
    statements = [f"SELECT row::text FROM {table} AS row" for (table,) in tables]  # noqa: S608 - quoted by format()
    return [text for one in statements for (text,) in cluster.execute(one, database=cluster.database)]


def holds(kept: list[str], secret: bytes) -> bool:
    return any(secret.decode() in text or secret.hex() in text for text in kept)


def on_disk(cluster, secret: bytes) -> list[str]:
    """The files of the cluster, its write-ahead log among them, in which a secret stands as it is."""
    cluster.execute("CHECKPOINT")
    files = sorted(file for file in (cluster.folder / "data").rglob("*") if file.is_file())
    return [str(file.relative_to(cluster.folder)) for file in files if _stands_in(file, secret)]


def _stands_in(file, secret: bytes) -> bool:
    rest = b""
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            if secret in rest + piece:
                return True
            rest = piece[-len(secret) :]
    return False


def test_the_reference_on_postgresql_is_conformant_and_keeps_no_pin(certified, postgresql):
    """PIN-003: the PIN that the suite planted in this run stands nowhere in the database."""
    ended, results = certified
    assert ended.code == 0, ended.out + ended.err
    verdicts = {test["id"]: test["verdict"] for test in results["tests"]}
    assert verdicts["pin::test_planted_pin_is_found_nowhere"] == "PASS"
    planted = f"{PIN}{results['run']}".encode()
    kept = rows(postgresql)
    assert len(kept) > 1_000, "what the run left is there to be searched"
    assert not holds(kept, planted)
    assert on_disk(postgresql, planted) == []


@pytest.mark.parametrize("kind", ["text", "bytea"])
@pytest.mark.usefixtures("postgresql_url")
def test_the_scan_finds_a_pin_that_is_kept(postgresql, kind):
    secret = f"{PIN}{kind}".encode()
    value = f"'{secret.decode()}'" if kind == "text" else f"'\\x{secret.hex()}'"
    postgresql.execute(f"CREATE TABLE kept AS SELECT {value}::{kind} AS pin", database=postgresql.database)
    assert holds(rows(postgresql), secret)
    assert any(name.startswith("data/base/") for name in on_disk(postgresql, secret))
