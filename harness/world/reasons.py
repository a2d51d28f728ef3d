"""Every reason that a result may have, in English and Arabic; a result keeps the code and its facts.

A result also keeps the English sentence, for machines that read nothing else (JUnit, CSV, logs); it comes from the same row.
"""

import re
from collections.abc import Iterator
from string import Formatter

from harness.world.bilingual import Language, Piece, column, on_terminal, pieces
from harness.world.events import Reason

REASONS: dict[str, tuple[str, str]] = {
    "plain": ("{text}", "{text}"),
    # the run
    "only": ("only {selection}: {inner}", "المحدَّد فقط ({selection}): {inner}"),
    "opening": ("the opening journey failed: {inner}", "أخفقت رحلة الافتتاح: {inner}"),
    "closing": ("the closing journey failed: {inner}", "أخفقت رحلة الختام: {inner}"),
    "trial": ("the adapter trial failed: {inner}", "أخفق اختبار المحوّل: {inner}"),
    "trial_and_opening": (
        "the adapter trial failed: {why}; the opening journey failed, too: {inner}",
        "أخفق اختبار المحوّل: {why}؛ وأخفقت كذلك رحلة الافتتاح: {inner}",
    ),
    "failed.one": ("1 test failed: {names}", "أخفق اختبار واحد: {names}"),
    "failed.more": ("{count:n} tests failed: {names}", "عدد الاختبارات التي أخفقت {count:n}، وهي: {names}"),
    "errors.one": ("1 test ended in an error of ours: {names}", "انتهى اختبار واحد بخطأ من أداتنا: {names}"),
    "errors.more": (
        "{count:n} tests ended in an error of ours: {names}",
        "عدد الاختبارات التي انتهت بخطأ من أداتنا {count:n}، وهي: {names}",
    ),
    "open.one": ("1 test without an answer: {names}", "بقي اختبار واحد دون جواب: {names}"),
    "open.more": (
        "{count:n} tests without an answer: {names}",
        "عدد الاختبارات التي بقيت دون جواب {count:n}، وهي: {names}",
    ),
    "gone": ("not in this version of the suite: {names}", "ليس في هذه النسخة من مجموعة الاختبارات: {names}"),
    "nothing": ("no test came to a verdict", "لم يصل أي اختبار إلى حكم"),
    "conformant": (
        "{count:n|test|tests}, every one that applies was answered as required",
        "عدد الاختبارات {count:n}، وكل ما ينطبق منها أُجيب كما هو مطلوب",
    ),
    "not_reached": ("not reached", "لم يُبلغ"),
    # a journey
    "blocked": ("the way ended at step '{step}': {inner}", "توقفت الرحلة عند الخطوة {step}: {inner}"),
    "card_step": (
        "the card did not come through '{step}': {answer}",
        "لم تجتز البطاقة الخطوة {step}: {answer}",
    ),
    "matcher_step": (
        "the matcher did not come through '{step}': {answer}",
        "لم يجتز المُطابِق الخطوة {step}: {answer}",
    ),
    "not_taken": (
        "the matcher takes the good pictures of fewer than {count:n|person|people} among {among:n}, so spoiled ones show nothing",
        "يقبل المُطابِق الصور السليمة لأقل من {count:n} من الأشخاص من بين {among:n}، فلا تدلّ المعيبة على شيء",
    ),
    "few_refused": (
        "{count:n} of {among:n} pictures with the defect {defect} were refused, too few to judge the reasons by",
        "رُفض {count:n} من {among:n} من الصور المعيبة بالعيب {defect}، وهذا أقل من أن يُحكم على الأسباب",
    ),
    "few_decided": (
        "{count:n} of {among:n} attacks by {species} got a decision, too few to judge",
        "صدر قرار بشأن {count:n} من {among:n} من هجمات النوع {species}، وهذا أقل من أن يُحكم عليه",
    ),
    "few_living": (
        "{count:n} of {among:n} people before the camera passed for living faces, so what is said of attacks shows nothing",
        "عُدّ {count:n} من {among:n} من الأشخاص أمام الكاميرا وجوهًا حية، فلا يدلّ ما يقال عن الهجمات على شيء",
    ),
    "one_decision": (
        "{attacks:n} pictures were taken for attacks and {others:n} for living faces: no scores of both decisions to compare",
        "عُدّت {attacks:n} من الصور هجمات و{others:n} وجوهًا حية: لا درجات لكلا القرارين للمقارنة بينها",
    ),
    "budget": (
        "not sent: {left:n} {counter} tries are left, and one more wrong one could block the card (--allow-blocking)",
        "لم يُرسل الأمر: المحاولات الباقية {left:n} للرمز {counter}، ومحاولة خاطئة أخرى قد توقف البطاقة (--allow-blocking)",
    ),
    "not_active": (
        "enrolled, but the state is not ACTIVE: {inner}",
        "تم التسجيل، لكن الحالة ليست ACTIVE: {inner}",
    ),
    "lost": ("no answer: {why}", "لا رد: {why}"),
    # an outcome
    "accepted": ("accepted", "قُبل الطلب"),
    "accepted_in": ("accepted, state {state}", "قُبل الطلب، والحالة {state}"),
    "refused": ("refused: {code}", "رُفض الطلب: {code}"),
    "refused_as": ("refused: {code} (native {native})", "رُفض الطلب: {code} (الرمز الأصلي {native})"),
    "unmapped": ("unmapped: {why}", "رد لا يُفهم: {why}"),
    "no_answer": ("no answer", "لا رد"),
    # the people of a pool
    "kept_back": ("{count:n|person is|people are} not given back: {inner}", "لم يُعَد من الأشخاص عدد {count:n}: {inner}"),
    "not_reclaimed": ("{promise} is promised, but {inner}", "يَعِد ملف الهدف بـ {promise} لكن {inner}"),
    # a test
    "differs": ("expected {expected}; observed {observed}", "المتوقع: {expected}؛ المرصود: {observed}"),
    "messages": (
        "expected exactly {expected:n|message|messages} to the applicant; observed {observed:n}",
        "المتوقع عدد {expected:n} بالضبط من الرسائل إلى مقدّم الطلب؛ المرصود {observed:n}",
    ),
    "leak": ("expected no leak; observed: {where}", "المتوقع ألّا يتسرب شيء؛ المرصود: {where}"),
    "needs.blocking": (
        "it could block the card: run it with --allow-blocking",
        "قد يوقف البطاقة: شغّله بالخيار --allow-blocking",
    ),
    "needs.fresh": (
        "no real card comes back from it: only simulated cards are tested for it",
        "لا تعود منه بطاقة حقيقية: يُختبر على البطاقات المحاكاة وحدها",
    ),
    "needs.raw": (
        "no PC/SC reader carries such bytes: only simulated cards are tested for it",
        "لا ينقل قارئ PC/SC مثل هذه البايتات: يُختبر على البطاقات المحاكاة وحدها",
    ),
    "needs.power-cut": (
        "this reader cannot cut the power at that moment: only simulated cards are tested for it",
        "لا يستطيع هذا القارئ قطع التيار في تلك اللحظة: يُختبر على البطاقات المحاكاة وحدها",
    ),
    "needs.process": (
        "its process is not ours to see: a matcher reached by exec: or python: is tested for it",
        "عمليته ليست لنا لنراها: يُختبر عليه مُطابِق يُبلَغ بواسطة exec: أو python:",
    ),
    "needs.administrator": (
        "[card] administrator, the key, is not in the target file",
        "ليس في ملف الهدف مفتاح المسؤول [card] administrator",
    ),
    "not_offered": ("the target file offers no {names}", "لا يقدّم ملف الهدف: {names}"),
    "wire": (
        "a test of our wire; the target speaks its own through adapter {adapter}",
        "اختبار لبروتوكولنا، والنظام يتحدث بروتوكوله عبر المحوّل {adapter}",
    ),
    "wire_suites": (
        "wire suites not applicable: the target speaks its own wire through adapter {adapter}",
        "لا تنطبق اختبارات البروتوكول: يتحدث النظام بروتوكوله عبر المحوّل {adapter}",
    ),
    "policy": (
        "applies under the reading {reading} only",
        "لا ينطبق إلا على التفسير {reading}",
    ),
    "no_verdict": (
        "no verdict was written: the process that ran the test died",
        "لم يُكتب حكم: انتهت العملية التي كانت تشغّل الاختبار",
    ),
    "no_assertion": ("the test asserted nothing", "لم يتحقق الاختبار من شيء"),
    # a finding of the gate
    "gate.verdict": ("{verdict}: {inner}", "{verdict}: {inner}"),
    "gate.verdict_alone": ("{verdict}", "{verdict}"),
    "gate.missing": (
        "profile {profile} requires it, and this suite has it not",
        "يتطلبه الملف {profile} وليس في هذه المجموعة من الاختبارات",
    ),
    "gate.not_run": ("it did not run", "لم يُشغَّل"),
    "gate.vanished": (
        "it stands in the lock, and this suite has it not",
        "هو في القفل وليس في هذه المجموعة من الاختبارات",
    ),
    "gate.no_such": (
        "there is no such test: delete its entry or correct the name",
        "لا يوجد اختبار بهذا الاسم: احذف قيده أو صحّح الاسم",
    ),
    "gate.expired": (
        "expired on {day} ({owner}): mend the target, or agree on another day",
        "انتهت مدته في {day} ({owner}): أصلح النظام المختبَر أو اتفقوا على يوم آخر",
    ),
    "gate.stale": ("it passes now ({owner}): delete its entry", "صار ينجح ({owner}): احذف قيده"),
    "gate.idle": (
        "it is {verdict} and closes no gate: delete its entry",
        "حكمه {verdict} ولا يغلق البوابة: احذف قيده",
    ),
    "gate.until": ("{owner}, until {day}: {text}", "{owner}، حتى {day}: {text}"),
    # a trial of a face matcher: signs that its figures should not be read as they stand
    "flag.no_scores": (
        "NO SCORES: of {genuine:n} genuine and {impostor:n} impostor comparisons one kind has no score: no error rate is known",
        "لا درجات: المقارنات الأصيلة {genuine:n} والدخيلة {impostor:n}، ولا درجة لأحد النوعين: لا يُعرف معدل للأخطاء",
    ),
    "flag.constant": (
        "CONSTANT: {scores:n|comparison|comparisons}, and the score is always {score:n}",
        "ثابت: عدد المقارنات {scores:n} والدرجة دائمًا {score:n}",
    ),
    "flag.random": (
        "PERHAPS RANDOM: nothing shows that genuine scores are the higher ones (AUC {low:n} to {high:n}, chance is 0.5)",
        "ربما عشوائي: لا شيء يُظهر أن درجات الأصيل أعلى من درجات الدخيل (AUC من {low:n} إلى {high:n}، والمصادفة ٠٫٥)",
    ),
    "flag.inverted": (
        "INVERTED: genuine scores are lower than impostor scores (AUC at most {high:n})",
        "معكوس: درجات الأصيل أدنى من درجات الدخيل (AUC لا يتجاوز {high:n})",
    ),
    "flag.not_repeatable": (
        "NOT REPEATABLE ({operation}): {different:n} of {pairs:n} answers to the same files differ, by up to {most:n}",
        "لا يتكرر ({operation}): اختلف {different:n} من {pairs:n} من الأجوبة عن الملفات نفسها، حتى {most:n}",
    ),
    "flag.leaky": (
        "LEAKY ({operation}): {different:n} of {pairs:n} answers change with what stands beside the pixels, by up to {most:n}",
        "متسرّب ({operation}): تغيّر {different:n} من {pairs:n} من الأجوبة بما يجاور البكسلات لا بها، حتى {most:n}",
    ),
    "flag.marks": (
        "LEAKY (compare): {different:n} of {pairs:n} scores change where both files bear the same mark, by up to {most:n}",
        "متسرّب (compare): تغيّرت {different:n} من {pairs:n} من الدرجات حين حمل الملفان علامة واحدة، حتى {most:n}",
    ),
    "flag.failing": (
        "FAILING ({operation}): {count:n} of {all:n|call|calls} brought no valid answer: {causes}",
        "متعطّل ({operation}): لم يأت جواب صحيح في {count:n} من {all:n} من الطلبات: {causes}",
    ),
    "flag.accepts_anything": (
        "ACCEPTS ANYTHING: of {count:n} plainly spoiled pictures the quality gate refuses none",
        "يقبل كل شيء: لم ترفض بوابة الجودة أيًّا من {count:n} من الصور المعيبة بوضوح",
    ),
    "flag.constant_attack": (
        "CONSTANT (attack): {scores:n} presentations, and the score is always {score:n}",
        "ثابت (attack): عدد العروض {scores:n} والدرجة دائمًا {score:n}",
    ),
    "flag.accepts_attacks": (
        "ACCEPTS EVERY ATTACK: of {count:n} attacks none is taken for one",
        "يقبل كل هجوم: لم يُحسب هجومًا أيٌّ من {count:n} من الهجمات",
    ),
    "flag.rises": (
        "RISES WITH THE DOSE: {component} gets better as {defect} gets worse",
        "يرتفع مع الجرعة: تتحسن {component} كلما اشتد {defect}",
    ),
    "flag.refuses_all": (
        "THRESHOLD: at {threshold:n} no genuine comparison matches",
        "العتبة: عند {threshold:n} لا تتطابق أي مقارنة أصيلة",
    ),
    "flag.accepts_all": (
        "THRESHOLD: at {threshold:n} every impostor comparison matches",
        "العتبة: عند {threshold:n} تتطابق كل مقارنة دخيلة",
    ),
    # and why the data can hardly carry a rate
    "rule.3": (
        "rule of 3: {independent:n|independent attempt|independent attempts} cannot bear out {claimed:n}; it takes {needed:n}",
        "قاعدة الثلاثة: لا تكفي {independent:n} من المحاولات المستقلة لإثبات {claimed:n}؛ يلزم {needed:n}",
    ),
    "rule.30": (
        "rule of 30: {independent:n} independent attempts can bound {claimed:n}, not measure it; it takes {needed:n}",
        "قاعدة الثلاثين: تكفي {independent:n} من المحاولات المستقلة لحصر {claimed:n} لا لقياسه؛ يلزم {needed:n}",
    ),
    "rule.3.pairs": (
        (
            "rule of 3: {people:n} people in {independent:n|pair|pairs} (nobody in two) cannot bear out {claimed:n}; "
            "it takes {needed:n}"
        ),
        "قاعدة الثلاثة: الأشخاص {people:n}، وأزواجهم دون تكرار {independent:n}، ولا تكفي لإثبات {claimed:n}؛ يلزم {needed:n}",
    ),
    "rule.30.pairs": (
        (
            "rule of 30: {people:n} people in {independent:n} pairs (nobody in two) can bound {claimed:n}, not measure it; "
            "it takes {needed:n}"
        ),
        "قاعدة الثلاثين: الأشخاص {people:n}، وأزواجهم دون تكرار {independent:n}، تحصر {claimed:n} ولا تقيسه؛ يلزم {needed:n}",
    ),
    "no_crossing": (
        "no measurement: even at the highest score FMR is above FNMR, so that they are equal nowhere; 100 % is a convention",
        "ليس قياسًا: يبقى FMR فوق FNMR حتى عند أعلى درجة فلا يتساويان، و١٠٠٪ اصطلاح",
    ),
    "claim.contradicted": (
        "the data speak against it: the rate is at least {bound:n}",
        "البيانات تخالفه: المعدل لا يقل عن {bound:n}",
    ),
    "claim.open": (
        "the data neither bear it out nor speak against it: the rate is at most {bound:n}",
        "البيانات لا تثبته ولا تخالفه: المعدل لا يتجاوز {bound:n}",
    ),
    "claim.borne": (
        "the data bear it out: the rate is at most {bound:n}",
        "البيانات تثبته: المعدل لا يتجاوز {bound:n}",
    ),
    # what a verdict usually means
    "means.INCONCLUSIVE": (
        "A step before the one that is tested did not work: look at the failing test of that step first.",
        "لم تنجح خطوة تسبق الخطوة المختبَرة: انظر أولًا في الاختبار المخفق لتلك الخطوة.",
    ),
    "means.N/A": ("The target file does not offer what this test needs.", "لا يقدّم ملف الهدف ما يحتاجه هذا الاختبار."),
    "means.ERROR": ("Our tool failed, not the target: report it.", "الخلل في أداتنا لا في النظام المختبَر: أبلغ عنه."),
    # a requirement
    "borne": ("borne by {subjects}, not by a {kind}", "يتحمله {subjects} لا {kind}"),
    "witnessed": ("declared or witnessed by a person", "يُقرّ به أو يشهد عليه إنسان"),
    "derived": ("not tested alone: derived from {names}", "لا يُختبر وحده: مشتق من {names}"),
    "untested": (
        "no test in this version of the suite or in this selection",
        "لا اختبار له في هذه النسخة أو في هذا التحديد",
    ),
}


_OUTCOMES = ("accepted_in", "accepted", "refused_as", "refused", "unmapped", "no_answer")


def _phrase(text: str) -> Reason | None:
    """The outcome that an English phrase of ours tells, so that what was expected and observed can be said in Arabic, too."""
    for code in _OUTCOMES:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(REASONS[code][0]))
        if found := re.fullmatch(pattern, text, re.DOTALL):
            return Reason(code=code, facts=found.groupdict())
    return None


def _compared(reason: Reason, language: Language) -> Iterator[Piece]:
    """What was expected and what was observed, each said as an outcome where it is one."""
    for words, name, _, _ in Formatter().parse(REASONS[reason.code][column(language)]):
        yield Piece("words", words)
        fact = reason.facts.get(name or "", "")
        phrase = _phrase(fact) if language != "en" else None
        yield from told(phrase, language) if phrase else (Piece("foreign", fact),)


def told(reason: Reason, language: Language) -> Iterator[Piece]:
    """A reason in pieces, with the reasons behind it; a code that this version does not know stands with its facts."""
    row = REASONS.get(reason.code)
    if row is None:
        yield Piece("foreign", " ".join([reason.code, *reason.facts.values()]))
        return
    if reason.code == "differs":
        yield from _compared(reason, language)
        return
    before, found, after = row[column(language)].partition("{inner}")
    yield from pieces(before, reason.facts, language)
    if found and reason.inner is not None:
        yield from told(reason.inner, language)
    yield from pieces(after, reason.facts, language)


def sentence(reason: Reason) -> str:
    """A reason in English, exactly as its facts are."""
    return "".join(piece.text for piece in told(reason, "en"))


def spoken(reason: Reason | None, plain: str, language: Language) -> str:
    """A reason for a terminal; where only a sentence is known, that."""
    found = told(reason, language) if reason else iter((Piece("foreign", plain),))
    return on_terminal(found, language)
