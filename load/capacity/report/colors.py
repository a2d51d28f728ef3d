"""The colors of drawings, in light and dark: as variables on the page, as they are in a picture of its own.

Steps of waiting grow darker on light and brighter on dark, so that they stay in order for who sees no hues.
"""

import re
from importlib import resources

_LIGHT = {
    "paper": "#fcfbf9", "ink": "#1b1d21", "soft": "#5c616b", "line": "#e3dfd7",
    "water": "#e3edf3", "ground": "#f3efe4", "shore": "#b9b19c", "sea-word": "#56788c", "edge": "#5a5148", "halo": "#fcfbf9",
    "w0": "#d7eae2", "w1": "#f7edc0", "w2": "#f5cf80", "w3": "#eda255", "w4": "#d96f3f", "w5": "#b13f45", "w6": "#6f1f3b",
    "none": "#f1eee8", "calm": "#2f6f8f", "strong": "#c2532d",
}  # fmt: skip
_DARK = {
    "water": "#16232b", "ground": "#2a2a26", "shore": "#5d594d", "sea-word": "#7ea3b8", "edge": "#0c0e11", "halo": "#14161a",
    "w0": "#23473f", "w1": "#57502a", "w2": "#86682c", "w3": "#b57f38", "w4": "#dd8c50", "w5": "#f3a58d", "w6": "#ffd9d2",
    "none": "#1b1e23", "calm": "#6cb0d0", "strong": "#ee8e62",
}  # fmt: skip
_FROM_PAGE = {"paper", "ink", "soft", "line"}
"""What the style of every page has already."""
_LETTERS = "'DejaVu Sans', 'Noto Sans', 'Noto Sans Arabic', sans-serif"
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")


def page_style() -> str:
    """The style of the report beside that of every page."""
    light = {name: color for name, color in _LIGHT.items() if name not in _FROM_PAGE}
    light["letters"] = "var(--sans)"
    schemes = f":root {{ {_told(light)} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {_told(_DARK)} }} }}\n"
    printed = f"@media print {{ :root {{ {_told(light)} }} }}\n"
    return schemes + _asset("drawing.css") + _asset("report.css") + printed


def picture_style() -> str:
    """The style of a picture of its own: light, without variables, which not every reader of SVG knows."""
    colors = {**_LIGHT, "letters": _LETTERS}
    return _VARIABLE.sub(lambda found: colors[found[1]], _asset("drawing.css"))


def paper() -> str:
    """The color that a picture of its own is drawn on."""
    return _LIGHT["paper"]


def _told(colors: dict[str, str]) -> str:
    return " ".join(f"--{name}: {color};" for name, color in colors.items())


def _asset(name: str) -> str:
    return resources.files("load.capacity.report").joinpath("templates", name).read_text(encoding="utf-8")
