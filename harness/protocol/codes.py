"""The error table: one row a refusal, `code -> HTTP status, retry rule, Arabic and English remedy, requirements`.

The codes are names of this harness (the catalogue's outcome names); the articles give none. A refusal is told apart by its
code alone; title and remedy are for people and may change. To add an error: one row here and one refusal class.
"""

from dataclasses import dataclass
from enum import StrEnum


class Retry(StrEnum):
    """What the client may do after a refusal."""

    NEVER = "never"
    """Nothing that this client can do changes the answer."""
    AMEND = "amend"
    """Correct what was sent and try again in the same session."""
    REPEAT = "repeat"
    """Send the same request again."""
    LATER = "later"
    """Send it again after `retry_after_s`."""
    RESTART = "restart"
    """Open a new session."""
    ELSEWHERE = "elsewhere"
    """Go to a kiosk or an office."""


@dataclass(frozen=True, kw_only=True)
class ErrorCode:
    """A row of the error table."""

    code: str
    status: int
    retry: Retry
    title_en: str
    title_ar: str
    remedy_en: str
    remedy_ar: str
    requirements: tuple[str, ...] = ()


def _row(
    code: str,
    status: int,
    retry: Retry,
    title: tuple[str, str],
    remedy: tuple[str, str],
    *requirements: str,
) -> ErrorCode:
    return ErrorCode(
        code=code,
        status=status,
        retry=retry,
        title_en=title[0],
        title_ar=title[1],
        remedy_en=remedy[0],
        remedy_ar=remedy[1],
        requirements=requirements,
    )


_START_AGAIN = ("Start the registration again.", "ابدأ التسجيل من جديد.")
_CORRECT_FIELD = ("Correct the field that is named and send again.", "صحّح الحقل المذكور ثم أرسل مرة أخرى.")
_UPDATE_APP = ("Update the app and try again.", "حدّث التطبيق ثم حاول مرة أخرى.")
_ASK_OFFICE = ("Visit an office of the authority with your documents.", "راجع مكتب الهيئة ومعك مستنداتك.")
_FOLLOW_STEPS = ("Return to the step that the app shows.", "عُد إلى الخطوة التي يعرضها التطبيق.")

_PROTOCOL = (
    _row("GENERIC", 500, Retry.REPEAT, ("Something went wrong", "حدث خطأ ما"),
         ("Try again; if it stays, give support the trace number.", "حاول مرة أخرى، وإن استمر الخطأ فأعط الدعم رقم التتبع."),
         "TRB-008"),
    _row("UNAVAILABLE", 503, Retry.LATER, ("The service is busy or stopping", "الخدمة مشغولة أو قيد الإيقاف"),
         ("Wait a moment and try again.", "انتظر لحظة ثم حاول مرة أخرى.")),
    _row("NOT_FOUND", 404, Retry.NEVER, ("Nothing here", "لا يوجد شيء هنا"), _UPDATE_APP),
    _row("TEST_HOOK_DISABLED", 404, Retry.NEVER, ("No test interface here", "لا توجد واجهة اختبار هنا"), _UPDATE_APP,
         "THR-091", "THR-092"),
    _row("METHOD_NOT_ALLOWED", 405, Retry.NEVER, ("Not possible here", "غير ممكن هنا"), _UPDATE_APP),
    _row("UNSUPPORTED_MEDIA_TYPE", 415, Retry.AMEND, ("Only JSON is read here", "لا يُقرأ هنا إلا JSON"), _UPDATE_APP),
    _row("TOO_LARGE", 413, Retry.AMEND, ("Too much data", "البيانات أكبر من المسموح"),
         ("Take a smaller picture and send again.", "التقط صورة أصغر ثم أرسل مرة أخرى.")),
    _row("MALFORMED", 400, Retry.AMEND, ("The message cannot be read", "تعذرت قراءة الرسالة"), _UPDATE_APP),
    _row("FIELD_NOT_ALLOWED", 400, Retry.AMEND, ("A field that has no place here", "حقل لا مكان له هنا"), _UPDATE_APP,
         "PIN-007", "THR-049"),
    _row("FIELD_REQUIRED", 422, Retry.AMEND, ("A field is missing", "حقل مطلوب لم يُملأ"), _CORRECT_FIELD),
    _row("IDEMPOTENCY_KEY_REQUIRED", 400, Retry.AMEND, ("The request has no idempotency key", "ينقص الطلب مفتاح منع التكرار"),
         _UPDATE_APP, "TRB-002"),
    _row("KEY_CONFLICT", 422, Retry.NEVER, ("This key was used for another request", "استُخدم هذا المفتاح لطلب آخر"),
         _UPDATE_APP, "TRB-002", "THR-048"),
    _row("TOKEN_INVALID", 401, Retry.NEVER, ("The caller is not known here", "الجهة المتصلة غير معروفة هنا"),
         ("Use the token that was agreed on.", "استخدم الرمز المتفق عليه.")),
    _row("DUPLICATE_IGNORED", 409, Retry.NEVER, ("This was told before", "سبق الإبلاغ بهذا"),
         ("Nothing is to be done: it was taken the first time.", "لا حاجة إلى أي إجراء، فقد سُجّل البلاغ في المرة الأولى."),
         "ENR-014"),
    _row("THROTTLED", 429, Retry.LATER, ("Too many requests", "طلبات كثيرة جدًا"),
         ("Wait and try again.", "انتظر ثم حاول مرة أخرى."), "THR-006", "THR-007"),
)  # fmt: skip

_DEVICE = (
    _row("PROOF_MISSING", 401, Retry.AMEND, ("The device did not prove its key", "لم يُثبت الجهاز مفتاحه"), _UPDATE_APP),
    _row("PROOF_INVALID", 401, Retry.AMEND, ("The proof of the device key is not valid", "إثبات مفتاح الجهاز غير صالح"),
         _UPDATE_APP, "THR-045"),
    _row("PROOF_REPLAYED", 401, Retry.AMEND, ("The proof was used before", "استُخدم الإثبات من قبل"), _UPDATE_APP, "THR-044"),
    _row("PROOF_KEY_MISMATCH", 401, Retry.RESTART, ("Another device began this session", "بدأ هذه الجلسة جهاز آخر"),
         _START_AGAIN, "THR-047"),
    _row("CLOCK_SKEW", 401, Retry.AMEND, ("The date or time of the phone is wrong", "وقت الهاتف أو تاريخه غير مضبوط"),
         ("Set date and time to automatic and try again.", "اضبط الوقت والتاريخ تلقائيًا ثم حاول مرة أخرى."), "TRB-001"),
    _row("SESSION_REQUIRED", 401, Retry.RESTART, ("No session", "لا توجد جلسة"), _START_AGAIN, "FAC-005"),
    _row("SESSION_EXPIRED", 410, Retry.RESTART, ("The session has expired", "انتهت مدة الجلسة"), _START_AGAIN, "TRB-003"),
    _row("SESSION_CLOSED", 409, Retry.RESTART, ("The session is closed", "الجلسة مغلقة"), _START_AGAIN, "ELG-006"),
    _row("NOT_REGISTERED", 403, Retry.RESTART, ("This device holds no identity", "لا توجد هوية على هذا الجهاز"),
         ("Register first.", "سجّل أولًا."), "ENR-028"),
    _row("DEVICE_REVOKED", 403, Retry.RESTART, ("This device holds the identity no longer", "لم تعد الهوية على هذا الجهاز"),
         ("Your identity was moved to another device. If that was not you, contact the authority.",
          "نُقلت هويتك إلى جهاز آخر. إن لم تكن أنت من فعل ذلك فاتصل بالهيئة."), "ENR-026", "TRB-004b"),
    _row("IDENTITY_SUSPENDED", 403, Retry.ELSEWHERE, ("The identity is suspended", "الهوية موقوفة"), _ASK_OFFICE,
         "ELG-004", "THR-083"),
    _row("DEVICE_LIMIT", 409, Retry.NEVER, ("Another device is active", "يوجد جهاز آخر نشط"),
         ("Remove the identity from the other device first.", "أزل الهوية من الجهاز الآخر أولًا."), "ENR-025"),
    _row("ASSURANCE_INSUFFICIENT", 403, Retry.ELSEWHERE,
         ("This service needs a higher level of identity", "تتطلب هذه الخدمة مستوى أعلى من الهوية"),
         ("Raise your identity at a kiosk, then use the service.", "ارفع مستوى هويتك عند جهاز الخدمة الذاتية ثم استخدم الخدمة."),
         "SMS-003", "SMS-005"),
    _row("CERT_NOT_ACTIVE", 409, Retry.AMEND, ("The identity is not active yet", "الهوية غير نشطة بعد"),
         ("Set and confirm your PIN.", "عيّن الرقم السري وأكّده."), "PIN-004", "TRB-006"),
)  # fmt: skip

_FLOW = (
    _row("STEP_ORDER", 409, Retry.AMEND, ("A step before this one is missing", "توجد خطوة سابقة لم تكتمل"), _FOLLOW_STEPS,
         "ENR-023", "ENR-033", "THR-051"),
    _row("CHANNEL_DISABLED", 403, Retry.ELSEWHERE, ("This way of registration is closed", "طريقة التسجيل هذه مغلقة"),
         ("Choose one of the ways that the app lists.", "اختر إحدى الطرق التي يعرضها التطبيق."), "ENR-005"),
    _row("CHANNEL_NOT_ALLOWED", 403, Retry.ELSEWHERE, ("This way of registration is not for you", "طريقة التسجيل هذه ليست متاحة لك"),
         ("Register with your civil card.", "سجّل باستخدام بطاقتك المدنية."), "ELG-008"),
    _row("UPDATE_REQUIRED", 403, Retry.NEVER, ("The app is too old", "إصدار التطبيق قديم"), _UPDATE_APP, "ENR-004"),
    _row("CONSENT_MISSING", 409, Retry.AMEND, ("The notice was not confirmed", "لم يُؤكَّد الإشعار"),
         ("Read the notice and press continue.", "اقرأ الإشعار ثم اضغط متابعة."), "ENR-008"),
    _row("TERMS_NOT_ACCEPTED", 409, Retry.AMEND, ("The terms in force were not accepted", "لم تُقبل الشروط السارية"),
         ("Read the terms and accept them.", "اقرأ الشروط ثم وافق عليها."), "ENR-009"),
    _row("CONFIRMATION_REQUIRED", 409, Retry.AMEND, ("The data was not confirmed", "لم تُؤكَّد البيانات"),
         ("Look at your data and confirm it.", "راجع بياناتك ثم أكّدها."), "ENR-019"),
)  # fmt: skip

_INPUT = (
    _row("CIVIL_NO_REQUIRED", 422, Retry.AMEND, ("The civil number is missing", "الرقم المدني مطلوب"), _CORRECT_FIELD, "ENR-010a"),
    _row("CIVIL_NO_INVALID", 422, Retry.AMEND, ("Not a civil number", "الرقم المدني غير صحيح"),
         ("Type the 12 digits as printed on the card.", "اكتب الأرقام الاثني عشر كما هي مطبوعة على البطاقة."), "ENR-010b"),
    _row("SERIAL_REQUIRED", 422, Retry.AMEND, ("The serial number is missing", "الرقم المتسلسل مطلوب"), _CORRECT_FIELD, "ENR-011a"),
    _row("SERIAL_FORMAT", 422, Retry.AMEND, ("Not a serial number", "الرقم المتسلسل غير صحيح"),
         ("Type the serial from the back of the card.", "اكتب الرقم المتسلسل المطبوع على ظهر البطاقة."), "ENR-012", "SMS-004"),
    _row("NATIONALITY_REQUIRED", 422, Retry.AMEND, ("The nationality is missing", "الجنسية مطلوبة"), _CORRECT_FIELD, "ENR-015a"),
    _row("PASSPORT_REQUIRED", 422, Retry.AMEND, ("The passport number is missing", "رقم جواز السفر مطلوب"), _CORRECT_FIELD,
         "ENR-015a"),
    _row("PASSPORT_FORMAT", 422, Retry.AMEND, ("Not a passport number", "رقم جواز السفر غير صحيح"), _CORRECT_FIELD, "ENR-015b"),
    _row("EMAIL_REQUIRED", 422, Retry.AMEND, ("The e-mail address is missing", "البريد الإلكتروني مطلوب"), _CORRECT_FIELD, "ENR-017"),
    _row("EMAIL_INVALID", 422, Retry.AMEND, ("Not an e-mail address", "البريد الإلكتروني غير صحيح"), _CORRECT_FIELD, "ENR-017"),
    _row("MOBILE_REQUIRED", 422, Retry.AMEND, ("The mobile number is missing", "رقم الهاتف الجوال مطلوب"), _CORRECT_FIELD, "ENR-018"),
    _row("MOBILE_INVALID", 422, Retry.AMEND, ("Not a mobile number", "رقم الهاتف الجوال غير صحيح"),
         ("Type a Kuwaiti mobile number.", "اكتب رقم هاتف جوال كويتيًا."), "ENR-018"),
)  # fmt: skip

_PROOFING = (
    _row("FACE_QUALITY", 422, Retry.AMEND, ("The picture is not clear", "الصورة غير واضحة"),
         ("Take the picture again in good light, with one face and a steady hand.",
          "أعد التقاط الصورة في إضاءة جيدة، بوجه واحد ويد ثابتة."), "FAC-001", "FAC-007"),
    _row("CAPTURE_NOT_LIVE", 422, Retry.AMEND, ("Not a live capture by the app", "ليست صورة ملتقطة مباشرة من التطبيق"),
         ("Take the picture with the app itself.", "التقط الصورة من داخل التطبيق نفسه."), "FAC-004", "FAC-009",
         "FAC-010", "THR-023", "THR-024", "THR-025"),
    _row("LIVENESS_FAILED", 422, Retry.AMEND, ("Not a live face", "ليس وجهًا حيًا أمام الكاميرا"),
         ("Take the picture of your own face, not of a card, a print or a screen.",
          "التقط صورة وجهك مباشرة، لا صورة بطاقة أو ورقة أو شاشة."), "FAC-008", "THR-028", "THR-029"),
    _row("DATA_MISMATCH", 422, Retry.AMEND, ("The details could not be verified", "تعذر التحقق من البيانات"),
         ("Check the numbers, take the picture again, or go to a kiosk or an office. "
          "If you have no card yet, use the registration without a card.",
          "راجع الأرقام أو أعد التقاط الصورة أو توجه إلى جهاز الخدمة الذاتية أو المكتب. "
          "إن لم تكن لديك بطاقة بعد فاستخدم التسجيل دون بطاقة."),
         "PRV-001", "PRV-002", "FAC-006a", "ENR-011b", "ENR-015b"),
    _row("PROOF_LOCKED", 429, Retry.ELSEWHERE, ("Too many tries", "محاولات كثيرة"),
         ("Go to a kiosk or an office.", "توجه إلى جهاز الخدمة الذاتية أو المكتب."), "FAC-006b", "PRV-011", "THR-032"),
    _row("SERIAL_STALE", 422, Retry.AMEND, ("The serial is of an earlier card", "الرقم المتسلسل لبطاقة سابقة"), _CORRECT_FIELD,
         "PRV-006", "PRV-007"),
    _row("PASSPORT_MISMATCH", 422, Retry.AMEND, ("The passport number does not match", "رقم جواز السفر غير مطابق"),
         _CORRECT_FIELD, "PRV-007"),
    _row("SERIAL_KIND_NOT_ALLOWED", 422, Retry.AMEND, ("This kind of serial does not serve here", "هذا النوع من الأرقام المتسلسلة غير مقبول هنا"),
         ("Type the serial from the back of your card.", "اكتب الرقم المتسلسل المطبوع على ظهر بطاقتك."), "ENR-013"),
    _row("REFERENCE_CONSUMED", 422, Retry.AMEND, ("The reference number serves no longer", "لم يعد الرقم المرجعي صالحًا"),
         ("Your civil number was allocated: type it instead.", "صدر رقمك المدني، فاكتبه بدلًا منه."), "ENR-021"),
    _row("PORTRAIT_MISSING", 422, Retry.ELSEWHERE, ("Your request holds no portrait", "لا توجد صورة شخصية في طلبك"),
         ("Go to a kiosk or an office.", "توجه إلى جهاز الخدمة الذاتية أو المكتب."), "FAC-003"),
    _row("FACE_MISMATCH", 422, Retry.AMEND, ("The picture does not match", "الصورة غير مطابقة"),
         ("Take the picture again or go to a kiosk.", "أعد التقاط الصورة أو توجه إلى جهاز الخدمة الذاتية."), "FAC-006a"),
    _row("NOT_ELIGIBLE", 403, Retry.ELSEWHERE, ("Registration is not open to you", "التسجيل غير متاح لك"), _ASK_OFFICE, "ELG-001"),
    _row("SMART_CARD_REQUIRED", 403, Retry.ELSEWHERE, ("A valid smart civil card is needed", "تلزم بطاقة مدنية ذكية سارية"),
         ("Renew or collect your card, or register without a card.", "جدّد بطاقتك أو استلمها، أو سجّل دون بطاقة."), "ELG-002"),
    _row("TOO_YOUNG", 403, Retry.NEVER, ("The child is too young", "عمر الطفل أقل من المسموح"),
         ("Registration is open to children above five years.", "التسجيل متاح للأطفال فوق خمس سنوات."), "ELG-003"),
    _row("CATEGORY_EXCLUDED", 403, Retry.NEVER, ("Your residency category is excluded", "فئة إقامتك غير مشمولة"),
         ("This category cannot register yet.", "هذه الفئة لا يمكنها التسجيل حاليًا."), "ELG-004", "ELG-005"),
    _row("STEP_UP_REQUIRED", 403, Retry.ELSEWHERE, ("Another proof is needed", "يلزم إثبات إضافي"),
         ("Go to a kiosk or an office of the authority with your card.", "توجه إلى جهاز الخدمة الذاتية أو مكتب الهيئة ومعك بطاقتك."),
         "THR-008", "THR-009", "THR-034", "THR-035"),
    _row("DATA_INCOMPLETE", 403, Retry.ELSEWHERE, ("The registry entry is incomplete", "بياناتك في السجل غير مكتملة"), _ASK_OFFICE,
         "ELG-005"),
)  # fmt: skip

_OTP = (
    _row("OTP_DELIVERY_FAILED", 503, Retry.AMEND, ("The message could not be delivered", "تعذر إرسال الرسالة"),
         ("Check the number and ask for a new code.", "تحقق من الرقم ثم اطلب رمزًا جديدًا."), "SMS-001"),
    _row("OTP_INVALID", 422, Retry.AMEND, ("Wrong code", "رمز التحقق غير صحيح"),
         ("Type the code of the last message.", "اكتب رمز آخر رسالة وصلتك."), "SMS-002"),
    _row("OTP_EXPIRED", 422, Retry.AMEND, ("The code has expired", "انتهت صلاحية رمز التحقق"),
         ("Ask for a new code.", "اطلب رمزًا جديدًا."), "SMS-002"),
    _row("OTP_USED", 422, Retry.NEVER, ("The code was used before", "استُخدم رمز التحقق من قبل"), _FOLLOW_STEPS, "SMS-002"),
    _row("OTP_LOCKED", 429, Retry.LATER, ("Too many wrong codes", "رموز خاطئة كثيرة"),
         ("Wait, then start again, or go to a kiosk.", "انتظر ثم ابدأ من جديد، أو توجه إلى جهاز الخدمة الذاتية."),
         "SMS-002", "THR-001"),
    _row("CSR_INVALID", 422, Retry.AMEND, ("The certificate request is not valid", "طلب الشهادة غير صالح"), _UPDATE_APP, "ENR-023"),
)  # fmt: skip

_ACCOUNTS = (
    _row("CODE_INVALID", 422, Retry.AMEND, ("A code is wrong", "أحد الرمزين غير صحيح"),
         ("Type the code of the SMS and the code of the e-mail, each in its own field.",
          "اكتب رمز الرسالة النصية ورمز البريد الإلكتروني كلًا في خانته."), "APT-014"),
    _row("CODE_EXPIRED", 422, Retry.RESTART, ("The codes have expired", "انتهت صلاحية الرمزين"), _START_AGAIN, "APT-014"),
    _row("ALREADY_REGISTERED", 409, Retry.NEVER, ("There is an account already", "يوجد حساب من قبل"),
         ("Log in, or ask for a new password.", "سجّل الدخول أو اطلب كلمة مرور جديدة."), "APT-011", "PRV-008"),
    _row("PASSWORD_WEAK", 422, Retry.AMEND, ("The password is weak", "كلمة المرور ضعيفة"),
         ("Choose a longer password that is not commonly used.", "اختر كلمة مرور أطول وغير شائعة."), "APT-015"),
    _row("PASSWORD_DIFFERS", 422, Retry.AMEND, ("The two passwords differ", "كلمتا المرور غير متطابقتين"),
         ("Type the same password twice.", "اكتب كلمة المرور نفسها مرتين."), "APT-015"),
    _row("LOGIN_FAILED", 401, Retry.AMEND, ("The login failed", "تعذر تسجيل الدخول"),
         ("Check civil number and password, or ask for a new password.",
          "راجع الرقم المدني وكلمة المرور، أو اطلب كلمة مرور جديدة."), "PRV-009"),
)  # fmt: skip

_OFFICE = (
    _row("ROSTER_UNSIGNED", 403, Retry.NEVER, ("The roster is not signed by the operator", "القائمة غير موقّعة من المشغّل"),
         ("Have the operator sign the roster.", "اطلب من المشغّل توقيع القائمة."), "THR-058"),
    _row("ROSTER_STALE", 409, Retry.NEVER, ("A newer roster is in force", "توجد قائمة أحدث سارية"),
         ("Deliver the newest roster.", "أرسل أحدث قائمة."), "THR-058"),
    _row("PROOF_REQUIRED", 403, Retry.ELSEWHERE, ("The person has not been proven", "لم تُثبت هوية الشخص"),
         ("Come to an office or a kiosk with your card.", "راجع المكتب أو جهاز الخدمة الذاتية ومعك بطاقتك."), "PRV-015"),
)  # fmt: skip

ERROR_TABLE: tuple[ErrorCode, ...] = (*_PROTOCOL, *_DEVICE, *_FLOW, *_INPUT, *_PROOFING, *_OTP, *_ACCOUNTS, *_OFFICE)
BY_CODE: dict[str, ErrorCode] = {row.code: row for row in ERROR_TABLE}
