"""Writes the generated documents, or says which are stale (`--check`): what code knows, no page repeats by hand."""

import contextlib
import io
import os
import sys
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path

import msgspec

from harness.command import commands, main
from harness.protocol.codes import ERROR_TABLE
from harness.protocol.openapi import document

DOCS = Path(__file__).parents[1] / "docs"
_MADE = "<!-- made by `make docs` -->"


def openapi() -> str:
    """The OpenAPI document of our wire."""
    return (
        msgspec.json.format(msgspec.json.encode(document(version=metadata.version("hawiya"))), indent=2).decode() + "\n"
    )


def command_help() -> str:
    """What `--help` says, command by command."""
    lines = ["# Commands", "", _MADE, ""]
    for words in ([], *(command.name.split() for command in commands())):
        lines += [f"## `{' '.join(['hawiya', *words])}`", "", "```text", _help(words), "```", ""]
    return "\n".join(lines)


def _help(words: list[str]) -> str:
    os.environ.update(COLUMNS="100", NO_COLOR="1")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        main([*words, "--help"])
    return said.getvalue().strip()


def errors() -> str:
    """The error table."""
    lines = [
        "# Errors",
        "",
        _MADE,
        "",
        "Every refusal of our wire is a problem document (RFC 9457) with one of these codes. *Retry* is what the client may do:",
        "`never`, `amend` and send again, `repeat` the same, `later`, `restart` the session, or go `elsewhere`.",
        "",
        "| code | status | retry | English | Arabic | requirements |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in sorted(ERROR_TABLE, key=lambda row: row.code):
        english, arabic = f"**{row.title_en}.** {row.remedy_en}", f"**{row.title_ar}.** {row.remedy_ar}"
        arabic = f'<span dir="rtl" lang="ar">{arabic}</span>'
        lines.append(
            f"| `{row.code}` | {row.status} | {row.retry} | {english} | {arabic} | {', '.join(row.requirements)} |"
        )
    return "\n".join([*lines, ""])


GENERATED: Mapping[str, Callable[[], str]] = {
    "commands.md": command_help,
    "errors.md": errors,
    "openapi.json": openapi,
}


def stale(docs: Path) -> list[str]:
    """The generated documents in `docs` that are not what the code says now."""
    return [
        name for name, make in GENERATED.items() if not (docs / name).exists() or (docs / name).read_text() != make()
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if found := stale(DOCS):
            sys.exit(f"stale in docs/: {', '.join(found)}; run `make docs`")
        print("generated documents are up to date")
    else:
        for name, make in GENERATED.items():
            (DOCS / name).write_text(make())
