"""What `hawiya faces evaluate` says on a terminal, in English and Arabic; flags and doubts stand in `harness.world.reasons`."""

from typing import Final, cast

from harness.world.bilingual import Language, Speech
from harness.world.figures import FIGURE_TEXTS

TEXTS: Final[dict[str, tuple[str, str]]] = {
    **FIGURE_TEXTS,
    "matcher": ("{name} {version}  ({spec})", "{name} {version}  ({spec})"),
    "bounds": (
        "scores {low} to {high}, one person from {threshold} on; offers {offers}",
        "الدرجات من {low} إلى {high}، والشخص نفسه ابتداءً من {threshold}؛ يقدّم {offers}",
    ),
    "data": (
        "{path}: {pictures:n|picture|pictures} of {identities:n|person|people}, manifest sha256 {digest}",
        "{path}: الصور {pictures:n} والأشخاص {identities:n}، بصمة البيان sha256 {digest}",
    ),
    "measured": (
        "measured on these pictures, and printed: no figure here is a pass or a fail, nor speaks for other pictures",
        "قيست على هذه الصور وطُبعت: لا رقم هنا نجاح ولا إخفاق، ولا يتكلم عن صور غيرها",
    ),
    "intervals": (
        "in brackets the 95 % interval; its unit is what was taken as independent",
        "بين القوسين مجال الثقة ٩٥٪، ووحدته ما عُدّ مستقلًا",
    ),
    "section.comparison": ("Comparison", "المقارنة"),
    "section.failures": ("Failures, and the whole at the declared threshold", "الإخفاقات، والكل عند العتبة المعلنة"),
    "section.quality": ("Quality", "الجودة"),
    "section.attack": ("Attacks", "الهجمات"),
    "section.groups": ("Groups", "المجموعات"),
    "section.dose": (
        "Dose: mean component, then share refused, by level",
        "الجرعة: متوسط المكوّن ثم نسبة الرفض حسب الدرجة",
    ),
    "section.failed": ("Calls without an answer", "طلبات بلا جواب"),
    "section.claims": ("Claims", "الادعاءات"),
    "section.flags": ("READ NO FURTHER BEFORE THESE", "اقرأ هذه أولًا"),
    "failure": ("{operation}: {cause} {reason} {count:n}", "{operation}: {cause} {reason} {count:n}"),
    "nothing": ("nothing was measured: no call brought an answer", "لم يُقس شيء: لم يأت أي جواب"),
    "report": ("report: {path}", "التقرير: {path}"),
    "progress": ("{done:n} of {all:n} answers", "الأجوبة {done:n} من {all:n}"),
    "progress.left": ("{done:n} of {all:n} answers, {left} left", "الأجوبة {done:n} من {all:n}، بقي {left}"),
    "resume": (
        "{done:n|answer is|answers are} kept in {path}: the same command with --resume goes on",
        "حُفظت الأجوبة وعددها {done:n} في {path}: يتابع الأمر نفسه مع --resume",
    ),
}


class Words(Speech):
    """The sentences above in one language."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(TEXTS, cast("Language", language))
