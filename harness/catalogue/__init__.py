"""The project's catalogue: requirements, threats, readings and kiosk sites, as packaged data and its one reader.

`load_catalogue().requirements["ELG-001"].text` is a sentence that a system must keep.
"""

from harness.catalogue.catalogue import Catalogue, CatalogueError, load_catalogue, read_catalogue
from harness.catalogue.readings import MATCHER_FIELDS, POLICY_FIELDS, Reading, policy_field
from harness.catalogue.rows import AREAS, Area, Case, KioskSite, Operator, Requirement, Threat

__all__ = [
    "AREAS",
    "MATCHER_FIELDS",
    "POLICY_FIELDS",
    "Area",
    "Case",
    "Catalogue",
    "CatalogueError",
    "KioskSite",
    "Operator",
    "Reading",
    "Requirement",
    "Threat",
    "load_catalogue",
    "policy_field",
    "read_catalogue",
]
