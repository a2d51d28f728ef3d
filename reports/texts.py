"""Every fixed sentence of the page, in English and Arabic; reasons come from `harness.world.reasons`.

A fact that is read as a number is named `{count:n}`: it has Arabic-Indic digits in Arabic. What a target says is not translated.
"""

from typing import TYPE_CHECKING

from markupsafe import Markup

from harness.page.words import Sentences, day_in_words, foreign, markup
from harness.world.bilingual import Language, number
from harness.world.events import Reason
from harness.world.reasons import REASONS, sentence, told
from reports.card_texts import CARD_TEXTS
from reports.evaluation_texts import EVALUATION_TEXTS

if TYPE_CHECKING:
    from datetime import date, datetime

TEXTS: dict[str, tuple[str, str]] = {
    # head
    "title": ("Conformance report", "تقرير المطابقة"),
    "run": ("Run", "التشغيل"),
    "skip": ("Skip to the verdict", "انتقل إلى النتيجة"),
    "nav.tested": ("What was tested", "ما الذي اختُبر"),
    "nav.coverage": ("Requirements at a glance", "المتطلبات بنظرة واحدة"),
    "nav.failures": ("Failures", "الإخفاقات"),
    "nav.undecided": ("Not decided", "ما لم يُحسم"),
    "nav.tests": ("Every test", "جميع الاختبارات"),
    "nav.requirements": ("Every requirement", "جميع المتطلبات"),
    "nav.readings": ("Readings", "التفسيرات المعتمدة"),
    # verdict of the run
    "verdict.CONFORMANT": ("Conformant", "مطابق"),
    "verdict.NOT CONFORMANT": ("Not conformant", "غير مطابق"),
    "verdict.INCOMPLETE": ("Incomplete", "غير مكتمل"),
    "verdict.ENVIRONMENT": ("Could not be tested", "تعذّر الاختبار"),
    "meaning.CONFORMANT": (
        "Every required test ran and none found a fault. This says nothing of what was not tested.",
        "نُفّذت جميع الاختبارات المطلوبة ولم يُكشف أي خلل. ولا يقول ذلك شيئًا عمّا لم يُختبر.",
    ),
    "meaning.NOT CONFORMANT": (
        "At least one required behaviour differs from the requirement.",
        "سلوك واحد مطلوب على الأقل يخالف المتطلب.",
    ),
    "meaning.INCOMPLETE": (
        "Something that is required was not decided, so nothing is certified.",
        "لم يُحسم أمر مطلوب، ولذلك لا تصدر شهادة.",
    ),
    "meaning.ENVIRONMENT": (
        "The target could not be reached or the tools failed; the target was not judged.",
        "تعذّر الوصول إلى النظام أو تعطلت أدوات الاختبار؛ فلم يُحكم على النظام.",
    ),
    "exit": ("exit code {code}", "رمز الخروج {code}"),
    "figure.tests": ("tests passed", "اختبارات ناجحة"),
    "figure.failed": ("tests failed", "اختبارات مخفقة"),
    "figure.undecided": ("not decided", "لم تُحسم"),
    "figure.must": ("MUST requirements met", "متطلبات إلزامية محقَّقة"),
    "figure.assertions": ("assertions", "تحققات"),
    "figure.seconds": ("seconds", "ثانية"),
    "comma": (", ", "، "),
    "of": ("of {total:n}", "من {total:n}"),
    # what was tested
    "fact.target": ("Target", "النظام المختبَر"),
    "fact.kind": ("Kind and nation", "النوع والدولة"),
    "fact.implementation": ("Implementation", "التنفيذ"),
    "fact.url": ("Address", "العنوان"),
    "fact.wire": ("Wire and adapter", "البروتوكول والمحوّل"),
    "fact.file": ("Target file", "ملف الهدف"),
    "fact.policy": ("Policy", "السياسة"),
    "fact.readings": ("Readings of its own", "القراءات الخاصة"),
    "fact.suite": ("Suite", "مجموعة الاختبارات"),
    "fact.selftest": ("Score of the suite itself", "درجة مجموعة الاختبارات نفسها"),
    "selftest.score": (
        "{caught:n} of {defects:n} known defects caught by exactly their tests",
        "كُشف {caught:n} من {defects:n} من العيوب المعروفة باختباراتها تحديدًا",
    ),
    "selftest.whole": ("each against the whole suite", "كلٌّ منها أمام المجموعة كلها"),
    "selftest.part": (
        "each against the tests that bear on what it breaks",
        "كلٌّ منها أمام الاختبارات التي تخص ما يكسره",
    ),
    "selftest.these": ("measured on {day} with these suites", "قيست في {day} بهذه المجموعة"),
    "selftest.others": ("measured on {day} with another state of the suites", "قيست في {day} بحالة أخرى من المجموعة"),
    "selftest.none": ("not measured", "لم تُقس"),
    "fact.catalogue": ("Catalogue", "فهرس المتطلبات"),
    "fact.seed": ("Seed", "البذرة"),
    "fact.time": ("Started, ended", "البداية والنهاية"),
    "fact.opening": ("Opening journey", "رحلة الافتتاح"),
    "fact.closing": ("Closing journey", "رحلة الختام"),
    "fact.trial": ("Adapter trial", "اختبار المحوّل"),
    "fact.wire_suites": ("Wire suites", "اختبارات البروتوكول"),
    "trial.tried": ("{tried} answers in {seconds} s", "{tried} إجابة في {seconds} ثانية"),
    "fact.command": ("Command", "الأمر"),
    "sanity.passed": ("passed", "نجحت"),
    "sanity.failed": ("failed", "أخفقت"),
    "kind.server": ("server", "خادم"),
    "nation.kuwait": ("kuwait", "الكويت"),
    "nation.saudi": ("saudi", "السعودية"),
    "level.MUST": ("MUST", "إلزامي"),
    "level.SHOULD": ("SHOULD", "موصى به"),
    "level.MAY": ("MAY", "اختياري"),
    "outcome.accepted": ("accepted", "قُبل"),
    "outcome.refused": ("refused", "رُفض"),
    "outcome.unmapped": ("unmapped", "رد لا يُفهم"),
    "outcome.lost": ("lost", "لا رد"),
    "not_stated": ("not stated", "غير مذكور"),
    "early_detail": (
        "The policy has early_detail = true: refusals before proof tell what was wrong, so strangers can test numbers (PRV-007).",
        "السياسة تضبط early_detail = true: يكشف الرفض قبل إثبات الهوية البند الخاطئ، فيستطيع الغريب أن يختبر الأرقام (PRV-007).",
    ),
    "other_catalogue": (
        "The catalogue installed here is not the one that this run was judged by: sentences below may differ.",
        "الفهرس المثبت هنا ليس الفهرس الذي حُكم به على هذا التشغيل، فقد تختلف العبارات أدناه.",
    ),
    # requirements
    "coverage.lead": (
        "Each square is one requirement of the catalogue. Follow a square to its sentence, its tests and its evidence.",
        "كل مربع متطلب واحد من الفهرس. اتبع المربع إلى نصه واختباراته وأدلته.",
    ),
    "standing.passed": ("Passed", "ناجح"),
    "standing.failed": ("Failed", "مخفق"),
    "standing.open": ("Open", "معلّق"),
    "standing.declared": ("Declared", "بإقرار"),
    "standing.manual": ("Manual", "يدوي"),
    "standing.na": ("N/A", "لا ينطبق"),
    "standing.untested": ("Untested", "لم يُختبر"),
    "explain.passed": ("shown from outside (O1, O2) or read from an export (O3)", "ظهر من الخارج أو قُرئ من تصدير"),
    "explain.failed": ("at least one test found a fault", "كشف اختبار واحد على الأقل خللًا"),
    "explain.open": ("warned, unfinished, or for a person to look at", "تحذير أو لم يكتمل أو يحتاج إلى نظر إنسان"),
    "explain.declared": ("rests on a declaration or a witness (O4)", "يستند إلى إقرار أو شاهد (O4)"),
    "explain.manual": ("waits for a declaration or a witness", "ينتظر إقرارًا أو شاهدًا"),
    "explain.na": ("does not apply to this target, with its reason", "لا ينطبق على هذا النظام، مع ذكر السبب"),
    "explain.untested": ("no test in this run bears on it", "لا اختبار في هذا التشغيل يتناوله"),
    "must.heading": ("MUST requirements by area", "المتطلبات الإلزامية حسب المجال"),
    "must.area": ("Area", "المجال"),
    "must.total": ("Total", "المجموع"),
    "must.all": ("All areas", "كل المجالات"),
    "grade.heading": ("How passes were observed", "كيف رُصد النجاح"),
    "grade.grade": ("Grade", "الدرجة"),
    "grade.meaning": ("Meaning", "المعنى"),
    "grade.requirements": ("Requirements", "متطلبات"),
    "grade.tests": ("Tests", "اختبارات"),
    "grade.O1": ("seen at an interface of the harness", "شوهد عند واجهة يملكها المختبِر"),
    "grade.O2": ("shown by behaviour", "دلّ عليه السلوك"),
    "grade.O3": ("read from a query that the vendor offers", "قُرئ من استعلام يوفره المورّد"),
    "grade.O4": ("declared or witnessed", "إقرار أو شهادة"),
    "grade.weak": ("Passes that rest on the vendor’s own word:", "نجاحات تستند إلى قول المورّد نفسه:"),
    # failures
    "failures.none": ("No test failed.", "لم يُخفق أي اختبار."),
    "failure.demands": ("What is required", "المطلوب"),
    "failure.source": ("source", "المصدر"),
    "failure.sent": ("Sent", "أُرسل"),
    "failure.expected": ("Expected", "المتوقع"),
    "failure.received": ("Received", "المستلَم"),
    "failure.means": ("What it usually means", "ما يعنيه ذلك عادة"),
    "failure.rerun": ("Run it alone", "شغّله منفردًا"),
    "failure.evidence": ("Timeline and exchanges", "التسلسل الزمني والتبادلات"),
    "undecided.lead": (
        "These tests ended without a clear pass or fail. Each says why.",
        "انتهت هذه الاختبارات دون نجاح أو إخفاق واضح، ولكل منها سبب.",
    ),
    # tests
    "tests.filter": ("Filter by name, requirement or text", "رشّح بالاسم أو المتطلب أو النص"),
    "tests.all": ("All", "الكل"),
    "tests.shown": ("{shown:n} of {total:n} shown", "يظهر {shown:n} من {total:n}"),
    "tests.open": ("Open all", "افتح الكل"),
    "tests.close": ("Close all", "أغلق الكل"),
    "tests.none": ("This run holds no test.", "لا يحوي هذا التشغيل أي اختبار."),
    "test.verdict.PASS": ("PASS", "نجاح"),
    "test.verdict.FAIL": ("FAIL", "إخفاق"),
    "test.verdict.WARN": ("WARN", "تحذير"),
    "test.verdict.N/A": ("N/A", "لا ينطبق"),
    "test.verdict.REVIEW": ("REVIEW", "للمراجعة"),
    "test.verdict.ERROR": ("ERROR", "خطأ"),
    "test.verdict.INCONCLUSIVE": ("INCONCLUSIVE", "غير حاسم"),
    "coverage.INCOMPLETE": ("INCOMPLETE", "غير مكتمل"),
    "coverage.UNTESTED": ("UNTESTED", "لم يُختبر"),
    "coverage.MANUAL": ("MANUAL", "يدوي"),
    "test.layer.behaviour": ("behaviour", "السلوك"),
    "test.layer.wire": ("wire", "البروتوكول"),
    "case.pos": ("positive case", "حالة إيجابية"),
    "case.neg": ("negative case", "حالة سلبية"),
    "test.assertions": ("{count:n|assertion|assertions}", "التحققات: {count:n}"),
    "test.optional": ("optional", "اختياري"),
    "test.reason": ("Reason", "السبب"),
    "test.no_events": ("No event of this test was recorded.", "لم يُسجَّل أي حدث لهذا الاختبار."),
    "test.omitted": (
        "{count:n} more events stand in events.jsonl; they are left out here to keep the page small.",
        "توجد أحداث أخرى ({count:n}) في events.jsonl، تُركت هنا لتبقى الصفحة صغيرة.",
    ),
    # timeline
    "event.http": ("HTTP", "HTTP"),
    "event.sms": ("SMS", "رسالة"),
    "event.clock": ("clock", "الساعة"),
    "event.step": ("step", "خطوة"),
    "event.check": ("check", "تحقق"),
    "event.messages": ("messages", "الرسائل"),
    "event.leak": ("leak scan", "بحث عن تسرّب"),
    "event.verdict": ("verdict", "حكم"),
    "event.request": ("Request", "الطلب"),
    "event.response": ("Response", "الرد"),
    "event.lost": ("no answer: {why}", "لا رد: {why}"),
    "event.clock_moved": ("offset {offset:n} s", "فرق {offset:n} ث"),
    "event.silence_claim": (
        "nothing to {recipient} after message {after:n}",
        "لا شيء إلى {recipient} بعد الرسالة {after:n}",
    ),
    "event.messages_claim": (
        "exactly {exactly:n} to {recipient} after message {after:n}",
        "إلى {recipient} بعد الرسالة {after:n}: العدد {exactly:n} بالضبط",
    ),
    "event.leak_claim": (
        "the planted {secret} stands in no file that can be read",
        "لا يوجد {secret} المزروع في أي ملف يمكن قراءته",
    ),
    "event.holds": ("holds", "صحيح"),
    "event.broken": ("does not hold", "غير صحيح"),
    "event.took": ("took {ms:n} ms", "استغرق {ms:n} مللي ثانية"),
    "event.ms": ("{ms:n} ms", "{ms:n} م.ث"),
    "event.at": ("+{ms:n} ms", "+{ms:n} م.ث"),
    "event.cut": (
        "Shown: {shown:n} of {total:n} characters; the rest stands in events.jsonl.",
        "المعروض {shown:n} من {total:n} حرفًا، والباقي في events.jsonl.",
    ),
    # requirements in full, readings
    "requirements.lead": (
        "The whole catalogue: what was required, where it is said, and what this run can say about it.",
        "الفهرس كاملًا: ما هو المطلوب، وأين ورد، وما الذي يقوله هذا التشغيل عنه.",
    ),
    "requirements.count": ("{count:n|requirement|requirements}", "المتطلبات: {count:n}"),
    "requirement.observe": ("least grade {grade}", "أدنى درجة {grade}"),
    "requirement.policy": ("policy {policy}", "السياسة {policy}"),
    "readings.lead": (
        "Where the sources leave something open, a policy field settles it. These bear on what was tested in this run.",
        "حيث تركت المصادر أمرًا مفتوحًا يحسمه حقل في السياسة. وهذه تخصّ ما اختُبر في هذا التشغيل.",
    ),
    "readings.none": ("No reading bears on what was tested.", "لا تفسير يخصّ ما اختُبر."),
    "reading.place": ("Place", "الموضع"),
    "reading.unclear": ("What is unclear", "ما هو غير واضح"),
    "reading.field": ("Policy field", "حقل السياسة"),
    "reading.default": ("Default", "الافتراضي"),
    "reading.alternative": ("Alternative", "البديل"),
    "foot": (
        "Drawn from events.jsonl and results.json beside this page. This page loads nothing and sends nothing.",
        "استُخرجت من الملفين events.jsonl و results.json بجانب هذه الصفحة. لا تحمّل الصفحة شيئًا ولا ترسل شيئًا.",
    ),
    # areas
    "area.eligibility": ("Eligibility", "الأهلية"),
    "area.enrollment": ("Enrollment", "التسجيل"),
    "area.sms": ("SMS", "الرسائل النصية"),
    "area.pin": ("PIN", "الرقم السري"),
    "area.face": ("Face", "الوجه"),
    "area.privacy": ("Privacy", "الخصوصية"),
    "area.troubleshooting": ("Troubleshooting", "معالجة الأعطال"),
    "area.kiosk": ("Kiosk", "أجهزة الخدمة الذاتية"),
    "area.nfc": ("NFC", "القراءة بالتماس (NFC)"),
    "area.renewal": ("Renewal", "التجديد"),
    "area.signing": ("Signing", "التوقيع الإلكتروني"),
    "area.appointments": ("Appointments", "المواعيد"),
    "area.wallet": ("Wallet", "المحفظة"),
    "area.absher": ("Absher", "أبشر"),
    **CARD_TEXTS,
    **EVALUATION_TEXTS,
}


class Words(Sentences):
    """The sentences of a report in one language, and what runs say in reasons and moments."""

    def __init__(self, language: "Language") -> None:
        super().__init__(TEXTS, language)

    def because(self, reason: Reason | None, plain: str) -> Markup:
        """Why something came out as it did; where a run tells only an English sentence, that."""
        if reason is not None:
            return markup(told(reason, self.language))
        return foreign(plain, attributes=' lang="en" dir="auto"') if plain else Markup()

    def means(self, verdict: str, plain: str) -> Markup:
        """What a verdict usually means, where the run says it in our own words."""
        ours = Reason(code=f"means.{verdict}")
        return self.because(ours if f"means.{verdict}" in REASONS and sentence(ours) == plain else None, plain)

    def moment(self, at: "datetime") -> str:
        """A day and a time of day."""
        clock = f"{at:%H:%M:%S}"
        return f"{self.day(at)}، {number(clock, 'ar')}" if self.language == "ar" else f"{self.day(at)} {clock}"

    def day(self, at: "date") -> str:
        """A day: by numbers in English, with its month by name in Arabic."""
        return day_in_words(at, "ar") if self.language == "ar" else f"{at:%Y-%m-%d}"
