"""Presentation attacks: pictures of a victim that somebody holds or wears before the camera.

Every instrument is a thing in the scene, made of meshes: it is rendered under the same lights, before the same surroundings
and through the same camera as a living face, with a person behind it. It betrays itself by what it is: the grid of a
display against the sensor's, dots and grain of print, the colors that inks reach, gloss, flatness, edges, and a still that
was compressed before.

    still = Still(picture, landmarks)
    shown = present("screen", "phone", still=still, wearer=meshes, view=view, lights=lights, skin=color, stream=stream)
    layer = render([*meshes, *shown.meshes], view=view, lights=lights)
"""

from simulators.faces.attacks.attack import INSTRUMENTS, STILLS, WORN, present
from simulators.faces.attacks.stage import Presentation
from simulators.faces.attacks.still import Still

__all__ = ["INSTRUMENTS", "STILLS", "WORN", "Presentation", "Still", "present"]
