"""What `hawiya doctor` looks at where the target is a matcher: whether it answers, in time, and whether it takes our pictures."""

from collections.abc import Iterator

from conformance.certification.finding import Finding
from conformance.certification.matcher import journey
from conformance.certification.matcher_environment import MatcherEnvironment
from conformance.matchers.session import MatcherSession, PicturesNotTakenError
from harness.world.reasons import sentence

_PEOPLE = 3


def matcher_findings(name: str, seed: int) -> Iterator[Finding]:
    """Each finding as it is made; nothing after one that ends everything.

    Raises:
        HarnessError: the target file does not hold, or the matcher does not say who it is.
    """
    with MatcherEnvironment(name, seed=seed) as environment:
        session = MatcherSession.join(environment.info, worker="doctor")
        try:
            yield Finding.of("target file", "ok", "matcher_file", spec=environment.info.spec)
            identity = environment.info.identity
            yield Finding.of(
                "matcher",
                "ok",
                "matcher",
                implementation=f"{identity.name} {identity.version}".strip(),
                low=f"{identity.score_low:g}",
                high=f"{identity.score_high:g}",
                threshold=f"{identity.threshold:g}",
            )
            yield from _operations(session)
            yield from _answers(session)
        finally:
            session.leave()


def _operations(session: MatcherSession) -> Iterator[Finding]:
    offers = session.info.identity.offers
    lacking = [name for name in ("compare", "quality", "attack") if name not in offers]
    if lacking:
        yield Finding.of("operations", "warning", "operations_lack", names=", ".join(lacking))
    else:
        yield Finding.of("operations", "ok", "operations", names=", ".join(offers))
    if not session.way.is_ours:
        yield Finding.of("memory", "warning", "no_memory")


def _answers(session: MatcherSession) -> Iterator[Finding]:
    because = journey(session.matcher, session.pictures)
    if because is not None:
        yield Finding("answers", "wrong", sentence(because), because=because)
        return
    yield Finding.of("answers", "ok", "answers")
    try:
        session.people(_PEOPLE)
    except PicturesNotTakenError as blocked:
        yield Finding("pictures", "wrong", str(blocked), because=blocked.because)
    else:
        yield Finding.of("pictures", "ok", "taken", count=_PEOPLE)
