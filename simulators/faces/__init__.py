"""Synthetic faces: people who do not exist, every way a selfie goes wrong, and what attackers hold before a camera.

A face is fixed by a seed (`face_traits`), a picture by the face and an order (`Studio`): meshes of head, clothes and things
are lit, drawn before surroundings, and developed by a camera. `Album` keeps pictures for the tests of protocols. What an
error rate on these faces says about real people is nothing.
"""

from simulators.faces.album import Album, Fault, kept_in
from simulators.faces.judge import ReferenceJudge
from simulators.faces.order import Order
from simulators.faces.studio import Photograph, Studio
from simulators.faces.traits import FaceTraits, face_traits

__all__ = [
    "Album",
    "FaceTraits",
    "Fault",
    "Order",
    "Photograph",
    "ReferenceJudge",
    "Studio",
    "face_traits",
    "kept_in",
]
