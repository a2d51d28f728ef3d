"""What the page says of cards, in English and Arabic: status words, power, the head of the page; part of `reports.texts.TEXTS`.

Status words have the names of `harness.protocol.encoding.apdu`; numbers and names of instructions are alike in both languages.

Source: ISO/IEC 7816-4, 5.6 (status words).
"""

from typing import Final

from harness.protocol.encoding.apdu import StatusWord

_ARABIC: Final[dict[StatusWord, str]] = {
    StatusWord.OK: "تم",
    StatusWord.NOTHING_CHANGED: "لم يتغير شيء",
    StatusWord.EXECUTION_ERROR: "خطأ في التنفيذ",
    StatusWord.MEMORY_FAILURE: "عطل في الذاكرة",
    StatusWord.WRONG_LENGTH: "طول خاطئ",
    StatusWord.CHANNEL_NOT_SUPPORTED: "القناة غير مدعومة",
    StatusWord.SECURE_MESSAGING_NOT_SUPPORTED: "المراسلة الآمنة غير مدعومة",
    StatusWord.LAST_COMMAND_EXPECTED: "المنتظر آخر أمر في السلسلة",
    StatusWord.CHAINING_NOT_SUPPORTED: "سلسلة الأوامر غير مدعومة",
    StatusWord.COMMAND_INCOMPATIBLE: "أمر لا يناسب بنية الملف",
    StatusWord.SECURITY_STATUS_NOT_SATISFIED: "شرط الأمان غير متحقق",
    StatusWord.AUTHENTICATION_BLOCKED: "المصادقة محظورة",
    StatusWord.REFERENCE_DATA_NOT_USABLE: "البيانات المرجعية غير صالحة للاستخدام",
    StatusWord.CONDITIONS_NOT_SATISFIED: "شروط الاستخدام غير متحققة",
    StatusWord.NO_CURRENT_EF: "لا ملف مختارًا",
    StatusWord.SECURE_MESSAGING_OBJECTS_MISSING: "عناصر المراسلة الآمنة ناقصة",
    StatusWord.SECURE_MESSAGING_OBJECTS_INCORRECT: "عناصر المراسلة الآمنة خاطئة",
    StatusWord.WRONG_DATA: "بيانات خاطئة",
    StatusWord.FUNCTION_NOT_SUPPORTED: "الوظيفة غير مدعومة",
    StatusWord.FILE_NOT_FOUND: "لا يوجد ملف أو تطبيق كهذا",
    StatusWord.NOT_ENOUGH_MEMORY: "الذاكرة لا تكفي",
    StatusWord.WRONG_P1_P2: "قيمة P1 أو P2 خاطئة",
    StatusWord.REFERENCE_DATA_NOT_FOUND: "لا توجد بيانات مرجعية كهذه",
    StatusWord.WRONG_OFFSET: "موضع خاطئ",
    StatusWord.INSTRUCTION_NOT_SUPPORTED: "التعليمة غير مدعومة",
    StatusWord.CLASS_NOT_SUPPORTED: "الصنف غير مدعوم",
    StatusWord.NO_PRECISE_DIAGNOSIS: "خطأ دون تشخيص محدد",
}

CARD_TEXTS: Final[dict[str, tuple[str, str]]] = {
    **{f"sw.{sw:04X}": (sw.name.lower().replace("_", " "), arabic) for sw, arabic in _ARABIC.items()},
    "sw.9000": ("OK", "تم"),
    "sw.6A86": ("wrong P1 or P2", "قيمة P1 أو P2 خاطئة"),
    "sw.6986": ("no current EF", "لا ملف مختارًا"),
    "sw.tries": ("tries left: {count:n}", "المحاولات الباقية: {count:n}"),
    "sw.more": ("bytes to fetch: {count:n}", "بايتات باقية للجلب: {count:n}"),
    "sw.much_more": ("256 bytes or more to fetch", "٢٥٦ بايتًا أو أكثر باقية للجلب"),
    "sw.right_le": ("right Le: {count:n}", "قيمة Le الصحيحة: {count:n}"),
    "sw.unknown": ("no name in ISO 7816-4", "لا اسم له في ISO 7816-4"),
    # a command and its answer
    "event.apdu": ("APDU", "APDU"),
    "apdu.empty": ("no byte", "لا بايت"),
    "apdu.short": ("no whole header", "ترويسة ناقصة"),
    "apdu.odd": ("lengths contradict the bytes", "الأطوال تخالف البايتات"),
    "apdu.chained": ("chained", "ضمن سلسلة"),
    "apdu.secured": ("secure messaging", "مراسلة آمنة"),
    "apdu.command": ("command", "الأمر"),
    "apdu.answer": ("answer", "الجواب"),
    "apdu.bytes": ("{count:n|byte|bytes}", "{count:n} بايت"),
    "apdu.cut": (
        "Shown: {shown:n} of {total:n} bytes; the rest stands in events.jsonl.",
        "المعروض {shown:n} من {total:n} بايت، والباقي في events.jsonl.",
    ),
    "apdu.cut_there": (
        "Shown: {shown:n} of {total:n} bytes; events.jsonl was cut, too.",
        "المعروض {shown:n} من {total:n} بايت، واقتُطع events.jsonl كذلك.",
    ),
    "power.connect": ("connect", "اتصال بالبطاقة"),
    "power.reset": ("reset", "إعادة الضبط"),
    "power.power off and on": ("power off and on", "قطع الطاقة ووصلها"),
    # the head of the page
    "kind.card": ("card", "بطاقة"),
    "fact.card": ("Card", "البطاقة المختبَرة"),
    "fact.reader": ("Reader", "قارئ البطاقات"),
    "fact.atr": ("Answer to reset (ATR)", "جواب إعادة الضبط (ATR)"),
    "fact.profile": ("Profile of the applet", "الملف التعريفي للتطبيق"),
    # requirements
    "area.card": ("Card", "البطاقة"),
    "requirement.clause": ("The clause, in our words", "مضمون البند بعبارتنا"),
    "others.areas": ("{count:n|other area|other areas}", "مجالات أخرى: {count:n}"),
    "others.count": (
        "{count:n|requirement|requirements}, none of them asked of a {kind}",
        "المتطلبات: {count:n}، ولا يُطلب أيّ منها من {kind}",
    ),
}
