"""Draws meshes: vertices to pixels through a z-buffer, then light on every pixel that a mesh covers."""

from simulators.faces.render.light import Lights
from simulators.faces.render.mesh import Material, Mesh, grid_mesh
from simulators.faces.render.scene import Layer, View, render

__all__ = ["Layer", "Lights", "Material", "Mesh", "View", "grid_mesh", "render"]
