"""The whole suite against our reference on PostgreSQL."""

from importlib import resources


def test_the_reference_on_postgresql_is_conformant(hawiya, tmp_path, postgresql_url):
    packaged = resources.files("conformance").joinpath("targets", "reference.toml").read_text("utf-8")
    target = tmp_path / "postgresql.toml"
    target.write_text(packaged.replace("sqlite:///{work}/reference.db", postgresql_url), "utf-8")
    assert postgresql_url in target.read_text("utf-8")
    ended = hawiya("certify", "--target", str(target), "--no-reports", "--out", str(tmp_path / "out"))
    assert ended.code == 0, ended.out + ended.err
