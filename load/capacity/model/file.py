"""Reads a capacity model and its sites, packaged ones by name, others by path: one clear line for what is wrong."""

from pathlib import Path

from harness.commandline import UsageError
from harness.world.sites import SiteFile
from load.capacity.model.checks import check_model
from load.capacity.model.hooks import read_hooks
from load.capacity.model.model import Model
from load.capacity.model.plan import Plan, make_plan
from simulators.scenarios import read_toml, scenario_text


def load_plan(name: str) -> Plan:
    """The plan of a model by its name, or by the path of a TOML file.

    Raises:
        UsageError: there is none, or it does not hold; with the file, the key and what to do.
    """
    text, place = scenario_text("capacity", name)
    model = read_toml(text, Model, place=place)
    site_text, sites_place = scenario_text("sites", _beside(name, model.sites))
    sites = read_toml(site_text, SiteFile, place=sites_place)
    try:
        check_model(model, sites)
        hooks = read_hooks(model.hooks, beside=Path(name).parent) if model.hooks is not None else None
    except (ValueError, UsageError) as error:
        raise UsageError(f"{place}: {error}") from None
    return make_plan(model, sites, place=place, sites_place=sites_place, hooks=hooks)


def _beside(model: str, sites: str) -> str:
    """A path of sites is read from the folder of the model's file."""
    return str(Path(model).parent / sites) if model.endswith(".toml") and sites.endswith(".toml") else sites
