"""The doctor: findings in one line each, and a foreign package in our place is told."""

import json

from conformance.certification.doctor import FOLDERS, shadowed


def test_the_reference_is_healthy(hawiya):
    ended = hawiya("doctor", "--json")
    findings = {finding["check"]: finding["result"] for finding in json.loads(ended.out)}
    assert ended.code == 0
    assert findings == {
        "packages": "ok", "target file": "ok", "protocol": "ok", "clock": "ok", "test hooks": "warning",
        "adapter": "ok", "journey": "ok", "adapter trial": "ok",
        "clock control": "ok", "audit": "ok", "files": "ok",
    }  # fmt: skip


def test_a_foreign_package_in_our_place_is_told(tmp_path):
    (finding,) = shadowed(tmp_path)
    assert finding.result == "warning"
    assert all(name in finding.note for name in FOLDERS)


def test_a_promise_that_is_not_kept_is_wrong(hawiya, tmp_path):
    file = tmp_path / "target.toml"
    file.write_text(
        """kind = "server"
nation = "kuwait"
[start]
command = ["{python}", "-m", "harness", "serve", "--port", "{port}", "--sms", "{sms}", "--roster", "{roster}",
  "--database", "sqlite:///{work}/x.db"]
[clock]
[observe]
audit = true
files = ["{work}/no-such-*"]
"""
    )
    ended = hawiya("doctor", "--target", str(file), "--json")
    findings = {finding["check"]: finding["result"] for finding in json.loads(ended.out)}
    assert ended.code == 3
    assert {name: findings[name] for name in ("journey", "clock control", "audit", "files")} == {
        "journey": "ok", "clock control": "wrong", "audit": "wrong", "files": "wrong",
    }  # fmt: skip


def test_hooks_in_a_target_that_claims_production_are_wrong(hawiya, tmp_path):
    file = tmp_path / "target.toml"
    file.write_text(
        """kind = "server"
nation = "kuwait"
[start]
command = ["{python}", "-m", "harness", "serve", "--port", "{port}", "--sms", "{sms}", "--roster", "{roster}",
  "--database", "sqlite:///{work}/x.db", "--environment", "production", "--defect", "hooks-in-production"]
"""
    )
    ended = hawiya("doctor", "--target", str(file), "--json")
    findings = {finding["check"]: finding["result"] for finding in json.loads(ended.out)}
    assert ended.code == 3
    assert findings["test hooks"] == "wrong"
