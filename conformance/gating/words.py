"""What `hawiya gate` says on a terminal, in English and Arabic; why a finding was made stands in `harness.world.reasons`."""

from collections.abc import Mapping
from typing import Final, cast

from harness.world.bilingual import Language, Speech
from harness.world.gate import FindingKind

HEADS: Final[dict[FindingKind, tuple[str, str, str]]] = {
    "failed": ("✗", "failed, and is not known to", "أخفق، وإخفاقه غير معروف"),
    "journey": ("✗", "failed", "إخفاق"),
    "expired": ("✗", "known failure, expired", "إخفاق معروف انتهت مدته"),
    "stale": ("✗", "known failure, stale", "إخفاق معروف زال سببه"),
    "unused": ("✗", "known failure, unused", "إخفاق معروف لا يُستعمل"),
    "vanished": ("✗", "vanished", "اختفى"),
    "error": ("E", "error of ours", "خطأ من أداتنا"),
    "missing": ("·", "vanished, and is required", "اختفى وهو مطلوب"),
    "open": ("·", "no answer", "دون جواب"),
    "new": ("+", "new since the lock", "جديد منذ القفل"),
    "known": ("~", "known failure", "إخفاق معروف"),
    "soon": ("!", "known failure, expires soon", "إخفاق معروف تنتهي مدته قريبًا"),
}
"""How a finding is shown: its mark and its head in both languages."""

COUNTS: Final[dict[FindingKind, tuple[str, str, str]]] = {
    "failed": ("failure that is not known", "failures that are not known", "إخفاقات غير معروفة"),
    "journey": ("broken journey around the tests", "broken journeys around the tests", "رحلات متعثرة حول الاختبارات"),
    "expired": ("expired known failure", "expired known failures", "إخفاقات معروفة انتهت مدتها"),
    "stale": ("known failure that passes", "known failures that pass", "إخفاقات معروفة صارت تنجح"),
    "unused": ("known failure of no test", "known failures of no test", "إخفاقات معروفة بلا اختبار"),
    "vanished": ("test that vanished", "tests that vanished", "اختبارات اختفت"),
    "error": ("error of ours", "errors of ours", "أخطاء من أداتنا"),
    "missing": ("required test that is gone", "required tests that are gone", "اختبارات مطلوبة غير موجودة"),
    "open": ("required test without an answer", "required tests without an answer", "اختبارات مطلوبة دون جواب"),
    "new": ("test new since the lock", "tests new since the lock", "اختبارات جديدة منذ القفل"),
    "known": ("known failure", "known failures", "إخفاقات معروفة"),
    "soon": ("of them expires within two weeks", "of them expire within two weeks", "منها ما تنتهي مدته خلال أسبوعين"),
}
"""What is counted: one of it, more of it, and in Arabic, where the number follows."""

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "gate": ("GATE", "البوابة"),
    "end": ("(exit {code}): ", "(رمز الخروج {code}): "),
    "size": (
        "; profile {profile}, {count:n|test|tests} in {seconds:n} s",
        "؛ ملف الاختبارات المطلوبة {profile}، الاختبارات: {count:n} في {seconds:n} ثانية",
    ),
    "quiet": ("{count:n|test|tests}, nothing to look at", "الاختبارات: {count:n}، ولا شيء للنظر فيه"),
    "scope": (
        "a gate is no certification: `{command}` judges the target (what ran here: {conformity})",
        "البوابة ليست شهادة مطابقة: يحكم {command} على النظام المختبَر (وما جرى هنا: {conformity})",
    ),
    "again": ("again alone: {command}", "شغّله منفردًا: {command}"),
    "more": ("and {count:n} more: see {file}", "وعدد آخر {count:n}: انظر {file}"),
    "lock": ("not as locked: {what}", "ليس كما في القفل: {what}"),
    "report": ("report: {path}", "التقرير: {path}"),
    "drafts": (
        "{file}: {count:n|new entry|new entries}: fill in reason and owner",
        "{file}: قيود جديدة: {count:n}، أكمل السبب والمسؤول",
    ),
    "no_drafts": ("{file}: nothing to add", "{file}: لا شيء يضاف"),
    "PASSED": ("PASSED", "مفتوحة"),
    "FAILED": ("FAILED", "مغلقة"),
    "INCOMPLETE": ("INCOMPLETE", "غير مكتملة"),
    "ENVIRONMENT": ("ENVIRONMENT", "تعذّر الاختبار"),
}


class Words(Speech):
    """The sentences above in one language."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(TEXTS, cast("Language", language))

    def head(self, kind: FindingKind) -> str:
        """The mark and the head of a finding."""
        mark, english, arabic = HEADS[kind]
        return f"{mark} {arabic if self.language == 'ar' else english}"

    def summed(self, counts: Mapping[str, int]) -> str:
        """How many findings of each kind there are, the gravest first; where there is none, how many tests ran."""
        found = [(counts[kind], words) for kind, words in COUNTS.items() if counts.get(kind)]
        if not found:
            return self("quiet", count=counts.get("tests", 0))
        if self.language == "ar":
            return "، ".join(f"{arabic}: {self.number(count)}" for count, (_, _, arabic) in found)
        return ", ".join(f"{count} {one if count == 1 else more}" for count, (one, more, _) in found)
