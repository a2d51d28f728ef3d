"""The environment of a run: its people, our SMS gateway, the target if it is ours to start, and a private working folder."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from conformance.certification.lending import Lending, giving_back
from conformance.certification.people import People, people_for
from conformance.certification.pool import Pool
from conformance.certification.process import python, running
from conformance.certification.run_folder import RunFolder
from conformance.session import TOKEN_FILE, RunInfo
from conformance.target import TargetFile, load_target
from harness.world.events import Reason
from simulators.mail import MailServer
from simulators.population.people import Person
from simulators.population.roster import OPERATOR_FILE
from simulators.scenarios import policy_text
from simulators.sms.gateway import SmsGateway
from simulators.sms.settings import SmsSettings

Progress = Callable[[str | Reason], None]
"""Hears of every stage by its name, and of what could not be done by its reason."""


class Environment(RunFolder):
    """Everything that stands around a server while it is tested.

    `advertise` is the host under which a remote target reaches our SMS gateway; without it everything listens on loopback.
    """

    def __init__(
        self,
        target: str,
        *,
        seed: int,
        advertise: str | None = None,
        progress: Progress = lambda _line: None,
        lending: Lending | None = None,
    ) -> None:
        self.target: TargetFile = load_target(target)
        super().__init__(target, seed=seed)
        self._advertise = advertise
        self._progress = progress
        self._lending = lending
        self._pool: Pool | None = None
        self.info: RunInfo

    def _enter(self) -> None:
        self._progress("people and portraits")
        given = self.target.roster.path if self.target.roster else None
        day = self.target.the_policy().civil_day(datetime.now(UTC))
        people = people_for(seed=self.seed, day=day, given=given)
        sms_url, inbox_url = self._begin_gateway()
        mail = self._stack.enter_context(self._mail_server())
        values = self._values(people, sms_url, mail)
        base_url = self._begin_target(values)
        leased = self._lease(people, base_url)
        self.info = RunInfo(
            run=self.run,
            seed=people.seed,
            target=self.name,
            base_url=base_url,
            inbox_url=inbox_url,
            events=self._events(),
            work=str(self.work),
            population=str(people.population),
            roster_day=people.day,
            mask_key=secrets.token_hex(32),
            leased=[person.person_id for person in leased],
            values=values,
        )
        self._share(self.info)

    def _sms_settings(self) -> SmsSettings:
        sms = self.target.sms
        host = "0.0.0.0" if self._advertise else "127.0.0.1"  # noqa: S104 - only when the user advertises a host
        return SmsSettings(
            smpp_host=host,
            http_host=host,
            smpp_port=sms.smpp_port,
            http_port=sms.http_port,
            system_id=sms.system_id,
            password=sms.password,
            seed=self.seed,
            advertise=self._advertise,
        )

    def _mail_server(self) -> MailServer:
        host = "0.0.0.0" if self._advertise else "127.0.0.1"  # noqa: S104 - only when the user advertises a host
        folder = self.work / "mail"
        return MailServer(folder, host=host, port=self.target.mail.smtp_port, advertise=self._advertise)

    def _begin_gateway(self) -> tuple[str, str]:
        """Our SMS gateway as the target reaches it, and as we do."""
        if running := self.target.sms.gateway:
            return running, running
        gateway = self._stack.enter_context(SmsGateway(self._sms_settings()))
        return gateway.smpp_url, gateway.http_url

    def _lease(self, people: People, base_url: str) -> list[Person]:
        """The people of this run; everybody where it shares the target with no other."""
        if self._lending is None:
            return []
        self._pool = self._lending.pool(people)
        give_back = giving_back(self.target, base_url, self._progress, beside=self.name)
        return self._stack.enter_context(self._pool.lease(self.run, self._lending.demand, give_back))

    def turn(self, *, alone: bool) -> AbstractContextManager[None]:
        """Be on the target with other runs, or `alone`, to move its clock."""
        if self._pool is None:
            return nullcontext()
        return self._pool.clock_turn(
            alone=alone, wait=lambda: self._progress("another run is on the target: waiting for the clock")
        )

    def _values(self, people: People, sms_url: str, mail: MailServer) -> dict[str, str]:
        """What the placeholders of a command stand for, but for where it listens."""
        return {
            "python": python(),
            "sms": sms_url,
            "mail": mail.url,
            "roster": str(people.roster),
            "operator": str(people.roster.parent / OPERATOR_FILE),
            "policy": str(self._policy_file()),
            "work": str(self.work),
            "notice_token": self.target.notices.token_file or self._token_file(),
        }

    def _begin_target(self, values: Mapping[str, str]) -> str:
        if self.target.start is None:
            return self.target.reach.url.rstrip("/")
        self._progress("starting the target")
        log = self.work / "target.log"
        return self._stack.enter_context(running(self.target.start, self.target.reach.url, values, log=log))

    def _policy_file(self) -> Path:
        """The policy that the target is tested under, as a file that it can read."""
        file = self.work / "policy.toml"
        file.write_bytes(policy_text(self.target.policy or self.target.nation))
        return file

    def _token_file(self) -> str:
        """The token of payment service and civil registry for this run, in a file that only its user can read."""
        file = self.work / TOKEN_FILE
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(32), encoding="ascii")
        return str(file)
