"""What stands in for the world in a server that serves no people."""

from collections.abc import Sequence

from harness.world.policy import Policy

POLICY = Policy(name="bench", nation="kuwait", authority_en="PACI", authority_ar="الهيئة", sms_sender="PACI")


class NoFaces:
    """A matcher that is never asked."""

    def quality(self, _image: bytes) -> Sequence[str]:
        """No image is usable."""
        return ("NOT_AN_IMAGE",)

    def signs_of_attack(self, _image: bytes) -> Sequence[str]:
        """Nobody attacks."""
        return ()

    def fingerprint(self, _image: bytes) -> bytes:
        """Nothing is known again."""
        return b""

    def matches(self, _portrait: bytes, _selfie: bytes) -> bool:
        """Nobody is anybody."""
        return False
