"""One line of the doctor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from conformance.certification.words import Words
from harness.world.events import Reason
from harness.world.reasons import spoken


@dataclass(frozen=True)
class Finding:
    """One line of the doctor; `said` names the sentence of `words` that the note is, with its facts."""

    check: str
    result: Literal["ok", "warning", "wrong"]
    note: str
    said: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    because: Reason | None = None

    @classmethod
    def of(cls, check: str, result: Literal["ok", "warning", "wrong"], said: str, **facts: object) -> "Finding":
        """A finding that can be said in either language."""
        return cls(check, result, Words()(f"note.{said}", **facts), said=f"note.{said}", facts=facts)

    def plain(self) -> dict[str, str]:
        """The finding as JSON says it."""
        return {"check": self.check, "result": self.result, "note": self.note}

    def spoken(self, say: Words) -> str:
        """The note in the language of `say`."""
        return say(self.said, **self.facts) if self.said else spoken(self.because, self.note, say.language)
