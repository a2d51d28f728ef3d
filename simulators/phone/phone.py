"""The app on a phone: it turns what a person wants into port calls with its key, its clock and its network.

The phone keeps what the server told it (session, terms, challenge, certificate). When an answer is lost it can `repeat` the
last wish with the same idempotency key, as an app does after reconnecting.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from harness.protocol.messages.enrollment import ApplicantData, Channel, Language, Method
from harness.world.policy import AppPin
from harness.world.ports import (
    Accepted,
    Caller,
    Clock,
    Conversation,
    Exchange,
    ExchangeLostError,
    Facts,
    Outcome,
    ServerPort,
    converse,
)
from simulators.clock import OffsetClock
from simulators.journal import Journal
from simulators.network import FaultyNetwork
from simulators.phone.keystore import PhoneKeyStore
from simulators.phone.pin import Pin

APP_VERSION = "3.0"
_Wish = Callable[[Caller], Conversation]


class Phone:
    """A phone with one app on it. Every method is one wish of the person who holds it, and returns the outcome."""

    def __init__(  # noqa: PLR0913 - the parts of a phone
        self,
        *,
        name: str,
        key: PhoneKeyStore,
        port: ServerPort,
        exchange: Exchange,
        entropy: Random,
        journal: Journal,
        clock: Clock | None = None,
        language: Language = "en",
        hardware: PhoneKeyStore | None = None,
    ) -> None:
        self.name = name
        self.key = key
        self.hardware = hardware
        self.language: Language = language
        self.clock = OffsetClock(clock) if clock else OffsetClock()
        self.network = FaultyNetwork(journal.recorded(exchange, actor=name))
        self.facts = Facts()
        self.pin: Pin | None = None
        self.platform = "android"
        self.app_version = APP_VERSION
        self._port = port
        self._entropy = entropy
        self._journal = journal
        self._last: tuple[str, _Wish, str] | None = None

    # -- enrollment, in the order of the flow

    def channels(self) -> Outcome:
        """See which ways of registration there are."""
        return self._want("channels", lambda _caller: self._port.channels())

    def open(self, *, channel: Channel = "phone", method: Method = "manual") -> Outcome:
        """Open a session; what an earlier session told is forgotten."""
        self.facts = Facts()
        return self._want(
            "open",
            lambda caller: self._port.open(
                caller, channel=channel, method=method, platform=self.platform, app_version=self.app_version
            ),
        )

    def accept(self, *, terms_version: str | None = None, notice_acknowledged: bool = True) -> Outcome:
        """Acknowledge the notice and accept the terms that were shown."""
        version = terms_version if terms_version is not None else self.facts.terms_version or ""
        return self._want(
            "accept",
            lambda caller: self._port.accept(caller, terms_version=version, notice_acknowledged=notice_acknowledged),
        )

    def submit(self, data: ApplicantData) -> Outcome:
        """Enter the data."""
        return self._want("submit", lambda caller: self._port.submit(caller, data=data))

    def confirm(self, *, confirmed: bool = True) -> Outcome:
        """Confirm the data."""
        return self._want("confirm", lambda caller: self._port.confirm(caller, confirmed=confirmed))

    def selfie(
        self, image: bytes, *, challenge: str | None = None, attested: bytes | None = None, age_s: float = 0
    ) -> Outcome:
        """Press send under a picture that was taken `age_s` ago; `attested` as in the port."""
        answer_to = challenge if challenge is not None else self.facts.challenge or ""
        taken_at = self.clock.now() - timedelta(seconds=age_s)
        said = {} if attested is None else {"attested": attested}
        return self._want(
            "selfie",
            lambda caller: self._port.selfie(caller, image=image, challenge=answer_to, captured_at=taken_at, **said),
        )

    def otp(self, code: str) -> Outcome:
        """Enter a one-time password."""
        self._journal.masker.learn("otp", code)
        return self._want("otp", lambda caller: self._port.otp(caller, code=code))

    def resend(self) -> Outcome:
        """Ask for another one-time password."""
        return self._want("resend", self._port.resend)

    def issue(self) -> Outcome:
        """Press the button that issues the digital identity."""
        return self._want("issue", self._port.issue)

    def set_pin(self, first: str, second: str, *, rules: AppPin, birth_year: int) -> None:
        """Choose the PIN; it stays here.

        Raises:
            PinRefusedError: the entries differ or the rules forbid it.
        """
        self._journal.masker.learn("pin", first)
        self.pin = Pin.choose(first, second, rules=rules, birth_year=birth_year, salt=self._entropy.randbytes(16))

    def activate(self, *, confirmed: bool = True) -> Outcome:
        """Press confirm after the PIN was set."""
        return self._want("activate", lambda caller: self._port.activate(caller, confirmed=confirmed))

    def status(self) -> Outcome:
        """Look at the session."""
        return self._want("status", self._port.status)

    # -- the identity of this device

    def state(self) -> Outcome:
        """Ask for the identity of this device."""
        return self._want("state", self._port.state)

    def services(self) -> Outcome:
        """List the services."""
        return self._want("services", self._port.services)

    def use_service(self, service: str) -> Outcome:
        """Use a service."""
        return self._want("use_service", lambda caller: self._port.use_service(caller, service=service))

    def revocations(self) -> Outcome:
        """Ask which certificates hold no longer."""
        return self._want("revocations", self._port.revocations)

    # -- reconnecting

    def repeat(self) -> Outcome:
        """Send the last wish again, with its idempotency key.

        Raises:
            ExchangeLostError: again no answer.
        """
        what, wish, key = self._asked()
        return self._ask(what, wish, key)

    def repeat_wish_of(self, other: "Phone") -> Outcome:
        """Ask for what another phone asked last, under the idempotency key of that phone.

        Raises:
            ExchangeLostError: no answer.
        """
        self._last = other._asked()  # noqa: SLF001 - one phone copies another
        return self._ask(*self._last)

    def _asked(self) -> tuple[str, _Wish, str]:
        if self._last is None:
            raise LookupError("the phone has asked for nothing yet")
        return self._last

    def fresh(self) -> str:
        """New entropy as URL-safe text, 128 bits."""
        return self._entropy.randbytes(16).hex()

    def caller(self, idempotency_key: str) -> Caller:
        """Who this phone is towards a port, now."""
        return Caller(
            key=self.key,
            now=self.clock.now(),
            fresh=self.fresh,
            idempotency_key=idempotency_key,
            language=self.language,
            session=self.facts.session,
            access=self.facts.access,
            hardware=self.hardware,
        )

    def _want(self, what: str, wish: _Wish) -> Outcome:
        self._last = (what, wish, self.fresh())
        return self._ask(*self._last)

    def _ask(self, what: str, wish: _Wish, idempotency_key: str) -> Outcome:
        started_at: datetime = self._journal.clock.now()
        outcome: Outcome | None = None
        try:
            outcome = converse(wish(self.caller(idempotency_key)), self.network)
        except ExchangeLostError:
            self._journal.step(self.name, what, None, started_at)
            raise
        self._journal.step(self.name, what, outcome, started_at)
        if isinstance(outcome, Accepted):
            self._remember(outcome.facts)
        return outcome

    def _remember(self, told: Facts) -> None:
        news = {name: value for name in _KEPT if (value := getattr(told, name)) is not None}
        if told.chain:
            news["chain"] = told.chain
        if told.access is not None:
            self._journal.masker.learn("token", told.access)
        self.facts = replace(self.facts, **news)


_KEPT = ("session", "access", "state", "level", "terms_version", "challenge", "certificate", "identity", "pin_state")
