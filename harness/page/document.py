"""The ground of a self-contained page: nothing is fetched, nothing runs that is not ours, every value is escaped.

What stands on a page beside our own words may be hostile. So: Jinja2 escapes every value, invisible characters are written
out before that, and style and script are ours, named by their hashes in a policy that forbids all else (CSP Level 3).
"""

import base64
import hashlib
from importlib import resources

import jinja2
from markupsafe import Markup

from harness.world.untrusted import visible

NAMES = {"en": "index.html", "ar": "index.ar.html"}
"""The file of a page in each language."""


def environment(package: str) -> jinja2.Environment:
    """The templates of a package, and `base.html`, which pages extend; values are escaped, invisible characters written out."""
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.PackageLoader(package), jinja2.PackageLoader("harness.page")]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def base_style() -> str:
    """The style that all pages share: colors in light and dark, type, tables, print."""
    return resources.files("harness.page").joinpath("base.css").read_text(encoding="utf-8")


def policy_of_content(style: str, script: str = "") -> str:
    """What a browser may run and show of a page: our own style and script, by their hashes, and nothing from elsewhere."""
    scripts = f"script-src '{_hash(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )


def _finalize(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
