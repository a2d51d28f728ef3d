"""Names in both scripts: a Faker provider whose Arabic and Latin spellings belong to one name.

Faker's own Arabic and English providers draw independent names; a card shows one name twice.
"""

from typing import NamedTuple

from faker import Faker
from faker.providers import BaseProvider


class Name(NamedTuple):
    """One name, or one part of it, in both scripts."""

    en: str
    ar: str


_MALE = (
    ("Ahmad", "أحمد"), ("Ali", "علي"), ("Abdullah", "عبدالله"), ("Bader", "بدر"), ("Dawood", "داود"), ("Fahad", "فهد"),
    ("Faisal", "فيصل"), ("Hamad", "حمد"), ("Hassan", "حسن"), ("Ibrahim", "إبراهيم"), ("Jaber", "جابر"),
    ("Jassim", "جاسم"), ("Khalid", "خالد"), ("Majed", "ماجد"), ("Mishari", "مشاري"), ("Nasser", "ناصر"),
    ("Omar", "عمر"), ("Rashid", "راشد"), ("Saad", "سعد"), ("Salem", "سالم"), ("Sami", "سامي"), ("Talal", "طلال"),
    ("Yousef", "يوسف"), ("Zaid", "زيد"),
)  # fmt: skip
_FEMALE = (
    ("Aisha", "عائشة"), ("Amal", "أمل"), ("Amina", "أمينة"), ("Asma", "أسماء"), ("Dalal", "دلال"), ("Dana", "دانة"),
    ("Farah", "فرح"), ("Fatima", "فاطمة"), ("Ghada", "غادة"), ("Hanan", "حنان"), ("Huda", "هدى"), ("Khadija", "خديجة"),
    ("Layla", "ليلى"), ("Lulwa", "لولوة"), ("Mariam", "مريم"), ("Munira", "منيرة"), ("Nadia", "نادية"),
    ("Noor", "نور"), ("Noura", "نورة"), ("Reem", "ريم"), ("Salma", "سلمى"), ("Sara", "سارة"), ("Shaikha", "شيخة"),
    ("Zainab", "زينب"),
)  # fmt: skip
# invented family names after common nouns and trades, so that no family of note is meant
_FAMILY = (
    ("Al-Bahar", "البحار"), ("Al-Banna", "البناء"), ("Al-Farasha", "الفراشة"), ("Al-Ghaim", "الغيم"),
    ("Al-Haddaf", "الهداف"), ("Al-Jisr", "الجسر"), ("Al-Katib", "الكاتب"), ("Al-Lulu", "اللؤلؤ"),
    ("Al-Maktabi", "المكتبي"), ("Al-Manara", "المنارة"), ("Al-Mizan", "الميزان"), ("Al-Nahhas", "النحاس"),
    ("Al-Najjar", "النجار"), ("Al-Nakhil", "النخيل"), ("Al-Qalam", "القلم"), ("Al-Qamar", "القمر"),
    ("Al-Rassam", "الرسام"), ("Al-Safina", "السفينة"), ("Al-Sahab", "السحاب"), ("Al-Shira", "الشراع"),
    ("Al-Tajir", "التاجر"), ("Al-Warraq", "الوراق"), ("Al-Yasmin", "الياسمين"), ("Al-Zaytun", "الزيتون"),
)  # fmt: skip


class BilingualNames(BaseProvider):
    """Given name, father's name and family name."""

    def bilingual_name(self, sex: str) -> Name:
        """A full name of three parts."""
        given = self.random_element(_FEMALE if sex == "female" else _MALE)
        parts = (given, self.random_element(_MALE), self.random_element(_FAMILY))
        return Name(en=" ".join(part[0] for part in parts), ar=" ".join(part[1] for part in parts))


def name_source() -> Faker:
    """A Faker that knows these names; seed the instance before use."""
    faker = Faker("en_US", use_weighting=False)
    faker.add_provider(BilingualNames)
    return faker
