"""Synthetic faces: people who do not exist, every way a selfie goes wrong, and what attackers hold before a camera.

A face is fixed by a seed (`traits.face_traits`), a picture by the face and an order (`studio.Studio`): meshes of head, clothes
and things are lit, drawn before surroundings, and developed by a camera. `album.Album` keeps pictures for the tests of protocols.
What an error rate on these faces says about real people is nothing.

Nothing is imported here: what draws is compiled when it is imported, and who has every picture already never draws.
"""
