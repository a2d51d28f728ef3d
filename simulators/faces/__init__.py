"""Simply drawn faces: a portrait for the registry and selfies of the same person, all from a seed.

The first generator: enough for an honest matcher to tell people apart, far from a photograph. What a match
rate on these faces says about real people is nothing.
"""

from simulators.faces.album import Album
from simulators.faces.capture import Defect, altered, draw_portrait, draw_selfie, to_jpeg
from simulators.faces.identity import FaceIdentity, face_identity

__all__ = ["Album", "Defect", "FaceIdentity", "altered", "draw_portrait", "draw_selfie", "face_identity", "to_jpeg"]
