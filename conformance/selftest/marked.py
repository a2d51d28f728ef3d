"""What the suites say of themselves: every test with the requirements and threats that it bears on."""

import importlib
import pkgutil
from functools import cache

import conformance.suites


@cache
def marked() -> dict[str, tuple[str, ...]]:
    """Every test function of the suites, as `area::name`, with the ids that it bears on."""
    found = {}
    for module in pkgutil.walk_packages(conformance.suites.__path__, "conformance.suites."):
        area = module.name.split(".")[-2]
        for name, function in vars(importlib.import_module(module.name)).items():
            for mark in getattr(function, "pytestmark", []) if name.startswith("test_") else []:
                if mark.name == "proves":
                    found[f"{area}::{name}"] = tuple(mark.args)
    return found
