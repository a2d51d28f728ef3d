"""What the commands of a certification say on a terminal, in English and Arabic.

A terminal orders a line by itself: so a line is written in logical order, and what is not Arabic stands isolated in it.
"""

from typing import Final, cast

from harness.world.bilingual import Language, Speech

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # stages
    "stage.people and portraits": ("people and portraits", "الأشخاص وصورهم"),
    "stage.starting the target": ("starting the target", "تشغيل النظام المختبَر"),
    "stage.the card": ("the card", "البطاقة"),
    "stage.the matcher": ("the matcher", "المُطابِق"),
    "stage.opening journey": ("opening journey", "رحلة الافتتاح"),
    "stage.opening journey and adapter trial": ("opening journey and adapter trial", "رحلة الافتتاح واختبار المحوّل"),
    "stage.closing journey and sweep": ("closing journey and sweep", "رحلة الختام والفحص الأخير"),
    "stage.closing journey": ("closing journey", "رحلة الختام"),
    "stage.another run is on the target: waiting for the clock": (
        "another run is on the target: waiting for the clock",
        "تشغيل آخر يستخدم النظام المختبَر: في انتظار الساعة",
    ),
    # progress
    "progress": ("{done:n|test|tests}", "الاختبارات: {done:n}"),
    "progress.bad": ("{done:n|test|tests}, {bad:n} to look at", "الاختبارات: {done:n}، منها {bad:n} للنظر فيها"),
    # verdicts
    "verdict.PASS": ("PASS", "نجاح"),
    "verdict.FAIL": ("FAIL", "إخفاق"),
    "verdict.WARN": ("WARN", "تحذير"),
    "verdict.N/A": ("N/A", "لا ينطبق"),
    "verdict.REVIEW": ("REVIEW", "للمراجعة"),
    "verdict.ERROR": ("ERROR", "خطأ"),
    "verdict.INCONCLUSIVE": ("INCONCLUSIVE", "غير حاسم"),
    "run.CONFORMANT": ("CONFORMANT", "مطابق"),
    "run.NOT CONFORMANT": ("NOT CONFORMANT", "غير مطابق"),
    "run.INCOMPLETE": ("INCOMPLETE", "غير مكتمل"),
    "run.ENVIRONMENT": ("ENVIRONMENT", "تعذّر الاختبار"),
    # the table of areas
    "head.area": ("area", "المجال"),
    "head.all": ("all", "الكل"),
    "head.PASS": ("pass", "نجاح"),
    "head.FAIL": ("fail", "إخفاق"),
    "head.WARN": ("warn", "تحذير"),
    "head.N/A": ("n/a", "لا ينطبق"),
    "head.INCONCLUSIVE": ("open", "معلّق"),
    "head.ERROR": ("error", "خطأ"),
    "area.eligibility": ("eligibility", "الأهلية"),
    "area.enrollment": ("enrollment", "التسجيل"),
    "area.sms": ("sms", "الرسائل النصية"),
    "area.pin": ("pin", "الرقم السري"),
    "area.face": ("face", "الوجه"),
    "area.privacy": ("privacy", "الخصوصية"),
    "area.troubleshooting": ("troubleshooting", "معالجة الأعطال"),
    "area.card": ("card", "البطاقة"),
    "area.matcher": ("matcher", "المُطابِق"),
    # the summary
    "where.card": ("{name}: reader {reader}", "{name}: قارئ البطاقات {reader}"),
    "where.matcher": ("{name}: {implementation} ({spec})", "{name}: المُطابِق {implementation} ({spec})"),
    "again": ("again alone: {command}", "شغّله منفردًا: {command}"),
    "more": ("and {count:n} more: see the report", "وعدد آخر {count:n}: انظر التقرير"),
    "end": ("(exit {code}): ", "(رمز الخروج {code}): "),
    "scope": (
        "{met:n} of the {all:n} MUSTs that the catalogue asks of a {kind} were tested and met",
        "المتطلبات الإلزامية التي اختُبرت وتحققت: {met:n} من {all:n} مما يطلبه الفهرس من نظام نوعه {kind}",
    ),
    "scope.card": (
        "{met:n} of the {all:n} MUSTs that the catalogue asks of a card were tested and met",
        "المتطلبات الإلزامية التي اختُبرت وتحققت: {met:n} من {all:n} مما يطلبه الفهرس من البطاقة",
    ),
    "scope.matcher": (
        "{met:n} of the {all:n} MUSTs that the catalogue asks of a matcher were tested and met; none of them is about accuracy",
        "المتطلبات الإلزامية التي اختُبرت وتحققت: {met:n} من {all:n} مما يطلبه الفهرس من المُطابِق، ولا شيء منها عن الدقة",
    ),
    "trial.passed": (
        "adapter trial: {tried:n} answers, altered or not, were read as what they are",
        "اختبار المحوّل: عدد الردود التي قُرئت على حقيقتها، معدَّلة أو غير معدَّلة: {tried:n}",
    ),
    "trial.failed": (
        "adapter trial: {count:n} of {tried:n} answers were misread",
        "اختبار المحوّل: أسيئت قراءة {count:n} من {tried:n} من الردود",
    ),
    "size": (
        "{count:n|test|tests} in {seconds:n} s, seed {seed}, policy {policy}",
        "الاختبارات: {count:n} في {seconds:n} ثانية، البذرة {seed}، السياسة {policy}",
    ),
    "size.card": (
        "{count:n|test|tests} in {seconds:n} s, seed {seed}, profile {policy}",
        "الاختبارات: {count:n} في {seconds:n} ثانية، البذرة {seed}، الملف التعريفي {policy}",
    ),
    "size.matcher": (
        "{count:n|test|tests} in {seconds:n} s, seed {seed}, {policy}",
        "الاختبارات: {count:n} في {seconds:n} ثانية، البذرة {seed}، {policy}",
    ),
    "reading": ("reading {name} = {value}", "التفسير {name} = {value}"),
    "early_detail": (
        "NOTE: under early_detail = true refusals before proof tell details of the registry (PRV-007)",
        "تنبيه: مع \u2066early_detail = true\u2069 يكشف الرفض قبل الإثبات تفاصيل من السجل (\u2066PRV-007\u2069)",
    ),
    "report": ("report: {path}", "التقرير: {path}"),
    # doctor
    "check.packages": ("packages", "الحزم"),
    "check.target": ("target", "الهدف"),
    "check.target file": ("target file", "ملف الهدف"),
    "check.observation": ("observation", "الرصد"),
    "check.protocol": ("protocol", "البروتوكول"),
    "check.clock": ("clock", "الساعة"),
    "check.roster": ("roster", "قائمة الأشخاص"),
    "check.people": ("people", "الأشخاص"),
    "check.test hooks": ("test hooks", "واجهات الاختبار"),
    "check.journey": ("journey", "الرحلة"),
    "check.adapter": ("adapter", "المحوّل"),
    "check.adapter trial": ("adapter trial", "اختبار المحوّل"),
    "check.clock control": ("clock control", "تحريك الساعة"),
    "check.audit": ("audit", "سجل التدقيق"),
    "check.files": ("files", "الملفات"),
    "check.reader": ("reader", "القارئ"),
    "check.card": ("card", "البطاقة"),
    "check.applet": ("applet", "التطبيق"),
    "check.PIN": ("PIN", "الرقم السري"),
    "check.authentication key": ("auth key", "مفتاح المصادقة"),
    "check.signature key": ("signature key", "مفتاح التوقيع"),
    "check.contactless": ("contactless", "الواجهة اللاتلامسية"),
    "check.matcher": ("matcher", "المُطابِق"),
    "check.operations": ("operations", "العمليات"),
    "check.memory": ("memory", "الذاكرة"),
    "check.answers": ("answers", "الأجوبة"),
    "check.pictures": ("pictures", "الصور"),
    "note.matcher_file": ("matcher, reached by {spec}", "مُطابِق، يُبلَغ بواسطة {spec}"),
    "note.matcher": (
        "{implementation}: scores {low} to {high}, threshold {threshold}",
        "{implementation}: الدرجات من {low} إلى {high}، العتبة {threshold}",
    ),
    "note.operations": ("it offers {names}", "يقدّم {names}"),
    "note.operations_lack": (
        "it does not offer {names}: their tests do not apply",
        "لا يقدّم {names}: لا تنطبق اختباراتها",
    ),
    "note.no_memory": (
        "its process is not ours to see: what its memory bears is not tested",
        "عمليته ليست لنا لنراها: لا يُختبر ما تحتمله ذاكرتها",
    ),
    "note.answers": ("each operation was answered in time", "أجابت كل عملية في وقتها"),
    "note.taken": (
        "the good pictures of {count:n|person|people} are taken",
        "قُبلت الصور السليمة لعدد {count:n} من الأشخاص",
    ),
    "note.card_file": ("card, profile {profile}", "بطاقة، الملف التعريفي {profile}"),
    "note.reader": ("a card is in {name}, ATR {atr}", "في القارئ {name} بطاقة، ATR {atr}"),
    "note.applet": ("{application} is there", "التطبيق {application} موجود"),
    "note.no_applet": (
        "{application} cannot be selected ({answer}): [card.profile] application",
        "تعذّر اختيار {application} ({answer})، والخانة [card.profile] application",
    ),
    "note.pin": ("the PIN of the target file is right", "الرقم السري في ملف الهدف صحيح"),
    "note.pin_wrong": (
        "the PIN of the target file is not taken ({answer}): correct [card] pin before a try more is spent",
        "لم تقبل البطاقة الرقم السري في ملف الهدف ({answer}): صحّح [card] pin قبل أن تُستنفد محاولة أخرى",
    ),
    "note.pin_blocked": ("blocked: unblock it with the PUK", "موقوف: فُكّ حظره برمز فك الحظر"),
    "note.last_try": (
        "one try is left, so it is not presented: let its holder present the right one first",
        "بقيت محاولة واحدة، لذا لم يُرسل: ليُدخل حامل البطاقة الرقم الصحيح أولًا",
    ),
    "note.tries": ("{left:n|try is|tries are} left", "المحاولات الباقية {left:n}"),
    "note.certificate": ("its certificate can be read (object {tag})", "يمكن قراءة شهادته (الكائن {tag})"),
    "note.no_certificate": ("no certificate can be read in object {tag}", "لا شهادة تُقرأ في الكائن {tag}"),
    "note.other_algorithm": (
        "its certificate (object {tag}) has another kind of key than [card.profile] algorithm = {algorithm}",
        "في شهادته (الكائن {tag}) مفتاح من نوع غير الذي تذكره [card.profile] algorithm = {algorithm}",
    ),
    "note.opens": ("{password} opens the chip", "تُفتح الشريحة بواسطة {password}"),
    "note.opens_not": (
        "{password} does not open the chip ({answer}): look at [card] access_number, document_number and the dates",
        "لا تُفتح الشريحة بواسطة {password} ({answer}): راجع [card] access_number وdocument_number والتاريخين",
    ),
    "note.no_antenna": (
        "[reach] contactless names no reader, or [card] nothing that opens the chip: the tests over the air do not apply",
        "لا يسمّي [reach] contactless قارئًا، أو ليس في [card] ما يفتح الشريحة: لا تنطبق الاختبارات اللاتلامسية",
    ),
    "note.packages": ("no foreign package shadows ours", "لا حزمة غريبة تحجب حزمنا"),
    "note.shadowed": ("another package stands before ours: {names}", "تسبق حزمنا حزمة أخرى: {names}"),
    "note.file": ("{kind} of {nation}, adapter {adapter}", "النوع {kind}، الدولة {nation}، المحوّل {adapter}"),
    "note.absent": (
        "no {names}: the tests that need it will be N/A and the run incomplete",
        "لا يوجد {names}: لن تنطبق الاختبارات التي تحتاجه، ولن يكتمل التشغيل",
    ),
    "note.speaks": ("{implementation} {version} speaks {wire}", "{implementation} {version} ويتحدث {wire}"),
    "note.clock": ("agrees with ours ({time})", "توافق ساعتنا ({time})"),
    "note.hooks_production": (
        "on in a target that claims production: anybody can move its clock; turn them off",
        "مفعّلة في نظام يقول إنه للإنتاج: يستطيع أي أحد تحريك ساعته؛ أوقفها",
    ),
    "note.hooks": (
        "on (the target claims {environment}); never in production",
        "مفعّلة (يقول النظام إنه {environment})؛ ولا يجوز ذلك في الإنتاج",
    ),
    "note.roster": (
        "made for {day}, today is {today}: ages and expiry dates may no longer fit; make it anew",
        "أُعدّ ليوم {day} واليوم {today}: قد لا تصح الأعمار وتواريخ الانتهاء؛ أعدّه من جديد",
    ),
    "note.enrolled": ("one person enrolled, the code came by SMS", "سُجّل شخص واحد، ووصل الرمز برسالة نصية"),
    "note.lacks": (
        "{count:n} of the {all:n} methods of a server; without {names} the tests that need them fail",
        "{count:n} من {all:n} من وظائف الخادم؛ تخفق الاختبارات التي تحتاج {names}",
    ),
    "note.our_wire": (
        "all {count:n} methods of a server, over our wire: the wire suites apply",
        "جميع وظائف الخادم ({count:n}) على بروتوكولنا: تنطبق اختبارات البروتوكول",
    ),
    "note.trial": (
        "{tried:n} answers, altered or not, were read as what they are",
        "عدد الردود التي قُرئت على حقيقتها، معدَّلة أو غير معدَّلة: {tried:n}",
    ),
    "note.no_file": ("[observe] files: no file fits {pattern}", "[observe] files: لا ملف يطابق {pattern}"),
    "note.closed": ("[observe] files: {names} cannot be read", "[observe] files: تعذرت قراءة {names}"),
    "note.found": ("{pattern}: {count:n} found", "{pattern}: عدد الملفات {count:n}"),
    "note.lost": (
        "{promise} is promised, but no answer came: {why}",
        "يَعِد ملف الهدف بـ {promise} لكن لم يأت رد: {why}",
    ),
    "note.readable": ("can be read, as the target file says", "يمكن قراءته كما يقول ملف الهدف"),
    "note.unreadable": (
        "{promise} is promised, but the answer is {answer}",
        "يَعِد ملف الهدف بـ {promise} لكن الرد هو {answer}",
    ),
    "note.given_back": ("can be given back, as the target file says", "يمكن إعادتهم كما يقول ملف الهدف"),
    # enroll
    "step.open": ("opens the app and begins", "يفتح التطبيق ويبدأ التسجيل"),
    "step.accept": ("reads the notice and accepts the terms", "يقرأ الإشعار ويوافق على الشروط"),
    "step.submit": ("types the data", "يُدخل البيانات"),
    "step.confirm": ("confirms the data", "يؤكد صحة البيانات"),
    "step.selfie": ("takes a selfie and sends it", "يلتقط صورة شخصية ويرسلها"),
    "step.otp": ("types the code of the SMS", "يكتب رمز التحقق الوارد في الرسالة"),
    "step.resend": ("asks for another code", "يطلب رمزًا آخر"),
    "step.issue": ("presses issue my digital identity", "ينقر على إصدار هويتي الرقمية"),
    "step.activate": ("sets the PIN and confirms", "يعيّن الرقم السري ويؤكده"),
    "step.status": ("looks at the session", "يراجع حالة الجلسة"),
    "step.state": ("looks at the identity", "يراجع حالة الهوية"),
    "step.services": ("lists the services", "يعرض الخدمات"),
    # sweep
    "kind.lost": ("lost", "ضياع"),
    "kind.delayed": ("delayed", "تأخير"),
    "kind.duplicated": ("duplicated", "تكرار"),
    "kind.reset": ("reset", "قطع الاتصال"),
    "when.before": ("before", "قبل التنفيذ"),
    "when.after": ("after", "بعد التنفيذ"),
    "sweep.repeats": (", {count:n|repeat|repeats}", "، الإعادات: {count:n}"),
    "sweep.reached": (
        "{good:n} of {all:n} journeys reached the undisturbed state ({steps:n} requests, each ",
        "الرحلات التي بلغت الحالة نفسها كما دون اضطراب: {good:n} من {all:n} (عدد الطلبات {steps:n}، كل منها مع ",
    ),
    "sweep.acted": (" before and after the target acted)", " قبل تنفيذ النظام وبعده)"),
    # enroll
    "who": ("{name} ({person}) → {url}", "{name} ({person}) ← {url}"),
    "remedy": ("→", "←"),
    "at": ("{ms:n} ms", "{ms:n} م.ث"),
    "accepted": ("done", "تم"),
    "repeated": ("answer lost, repeated", "فُقدت الإجابة فأُعيد الطلب"),
    "expected": ("as the scenario says", "كما في السيناريو"),
    "unexpected": ("NOT as the scenario says", "خلافًا للسيناريو"),
    "last": (
        "state of the identity: {state}   messages received: {messages:n}",
        "حالة الهوية: {state}   الرسائل الواردة: {messages:n}",
    ),
    "good": ("the journey went as the scenario says", "جرت الرحلة كما في السيناريو"),
    "bad": ("the journey did not go as the scenario says", "لم تجرِ الرحلة كما في السيناريو"),
}


class Words(Speech):
    """The sentences above in one language."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(TEXTS, cast("Language", language))

    def named(self, kind: str, name: str) -> str:
        """What `name` is called here; what the table does not know stands as it is."""
        return self(f"{kind}.{name}") if f"{kind}.{name}" in TEXTS else self.quoted(name)

    def of_kind(self, key: str, kind: str, /, **facts: object) -> str:
        """The sentence `key` as it is said of a kind of target, where that differs."""
        return self(f"{key}.{kind}" if f"{key}.{kind}" in TEXTS else key, **facts)

    def padded(self, text: str, width: int, *, end: bool = False) -> str:
        """A cell of a table; marks that take no room are not counted, so that columns stand under each other."""
        room = " " * max(0, width - shown_width(text))
        return room + text if end else text + room


def shown_width(text: str) -> int:
    """How many places a text takes: isolates and the marks above and below Arabic letters take none."""
    return sum(1 for sign in text if sign not in _NO_WIDTH)


_NO_WIDTH = frozenset("\u2066\u2067\u2068\u2069") | frozenset(map(chr, range(0x064B, 0x0653)))
