"""What people wear: hair, scarves, glasses and garments that follow the shape of a head."""

from simulators.faces.clothing.dress import clothes
from simulators.faces.clothing.wear import Wear, covers_ears, wear_for

__all__ = ["Wear", "clothes", "covers_ears", "wear_for"]
