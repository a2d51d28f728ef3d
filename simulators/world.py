"""The world of a run, built from a seed: the only place that wires simulated things together.

People and their faces depend on the seed alone, so a roster can be loaded by a target once. Keys, proofs and idempotency
keys depend on the seed and the run, so that two runs against one living target do not collide.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from harness.protocol.messages.enrollment import Language
from harness.world.policy import Policy
from harness.world.ports import Clock, Exchange, ServerPort
from harness.world.scenario import Journey, SelfieKind
from simulators.clock import SystemClock
from simulators.entropy import Entropy
from simulators.faces.album import Album
from simulators.faces.traits import face_traits
from simulators.journal import Journal
from simulators.journey import Applicant, SmsReading
from simulators.mail import MailInbox
from simulators.office import OfficerAtDesk, Operator
from simulators.phone import Phone, PhoneKeyStore
from simulators.population.faces import FACES
from simulators.population.people import Person, Population
from simulators.population.roster import operator_key
from simulators.sms.client import SmsInbox
from simulators.visitor import Visitor

_UNLIKE = 1.5  # types of skin
_MOMENTS = 100_000  # more than anybody takes


@dataclass(frozen=True, kw_only=True)
class World:
    """People, phones and inboxes around one target of kind `server`."""

    captures: Counter[str] = field(default_factory=Counter, init=False)
    """How many pictures were taken of each face: no two captures are the same picture."""

    seed: int
    run: str
    population: Population
    policy: Policy
    port: ServerPort
    exchange: Exchange
    inbox: SmsInbox
    sms: SmsReading
    journal: Journal
    flow: Journey
    album: Album
    clock: Clock | None = None
    mail: MailInbox | None = None
    mail_code: re.Pattern[str] | None = None

    @cached_property
    def entropy(self) -> Entropy:
        """Everything random in this world."""
        return Entropy(self.seed)

    def clock_now(self) -> datetime:
        """The time in this world."""
        return (self.clock or SystemClock()).now()

    def applicant(self, person: Person, *, phone: str = "A", language: Language = "en", install: int = 1) -> Applicant:
        """A person with a phone; another `phone` name is another phone, another `install` the same one with the app anew."""
        return Applicant(
            person=person,
            phone=self.phone(f"{person.person_id}/{phone}", language=language, install=install),
            camera=lambda kind: self.picture(person, kind),
            inbox=self.inbox,
            sms=self.sms,
            policy=self.policy,
            journal=self.journal,
            flow=self.flow,
        )

    def visitor(self, person: Person, *, language: Language = "en") -> Visitor:
        """A person at the booking platform, who reads a language.

        Raises:
            LookupError: this world has no mail server.
        """
        if self.mail is None or self.mail_code is None:
            raise LookupError("this world has no mail server")
        return Visitor(
            person=person,
            port=self.port,
            exchange=self.exchange,
            inbox=self.inbox,
            mail=self.mail,
            codes=(self.sms.pattern, self.mail_code),
            journal=self.journal,
            language=language,
        )

    def phone(self, name: str, *, language: Language = "en", install: int = 1) -> Phone:
        """A phone with a new key store; its hardware key outlives the app that was installed."""
        app = name if install == 1 else f"{name}#{install}"
        return Phone(
            name=f"phone:{app}",
            key=PhoneKeyStore(self.entropy.p256_private_key("phone", self.run, app)),
            port=self.port,
            exchange=self.exchange,
            entropy=self.entropy.stream("phone", self.run, app),
            journal=self.journal,
            clock=self.clock,
            language=language,
            hardware=PhoneKeyStore(self.entropy.p256_private_key("hardware", self.run, name)),
        )

    def operator(self) -> Operator:
        """The operator, whose public key the target was started with."""
        key = PhoneKeyStore(operator_key(self.seed))
        return Operator(key=key, port=self.port, exchange=self.exchange, journal=self.journal)

    def officer(self, name: str) -> OfficerAtDesk:
        """An officer with a device; a target knows him when a roster with his entry is in force."""
        return OfficerAtDesk(
            name=name,
            key=PhoneKeyStore(self.entropy.p256_private_key("officer", self.run, name)),
            port=self.port,
            exchange=self.exchange,
            entropy=self.entropy.stream("officer", self.run, name),
            journal=self.journal,
            clock=self.clock or SystemClock(),
        )

    def picture(self, person: Person, kind: SelfieKind = "good") -> bytes:
        """A new selfie of a kind; `stranger` is a good picture of somebody else."""
        self.captures[person.person_id] += 1
        capture = self.captures[person.person_id]
        if kind == "stranger":
            # whom two people meet as a stranger takes other pictures of himself for each
            moment = (person.face_seed + 1) * _MOMENTS + capture
            return self.album.selfie(self._stranger_to(person), moment, unlike=person.face_seed)
        return self.album.selfie(person.face_seed, capture, None if kind == "good" else kind)

    def _stranger_to(self, person: Person) -> int:
        """The face of somebody of the other sex with another skin: no look-alike, which is another test."""
        own = face_traits(person.face_seed)
        source = self.entropy.stream("stranger", person.person_id)
        while True:
            seed = source.randrange(FACES)
            face = face_traits(seed)
            if face.sex != own.sex and abs(face.skin_tone - own.skin_tone) > _UNLIKE:
                return seed
