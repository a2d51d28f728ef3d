"""What a person is told by SMS and in the notice, in the language of the session. Pure."""

from harness.protocol.messages.enrollment import Channel, Channels, Language, Terms, Way
from harness.reference.identity.rules import NOTICE_TEXTS, SendSms
from harness.world.bilingual import number
from harness.world.policy import Policy


def sms_text(message: SendSms, policy: Policy) -> str:
    """The text of a message; it names the authority (ENR-027)."""
    if message.kind == "otp":
        valid_for = minutes_in(message.language, policy.otp_limits.valid_for_s)
        if message.language == "ar":
            return (
                f"{policy.authority_ar}: رمز التحقق الخاص بك هو {message.code}. "
                f"صالح لمدة {valid_for}. لا تشاركه مع أحد."
            )
        return (
            f"{policy.authority_en}: your verification code is {message.code}. Valid for {valid_for}. Never share it."
        )
    if message.kind == "serial":
        return _serial_text(message, policy)
    english, arabic = NOTICE_TEXTS[message.kind]
    return f"{policy.authority_ar}: {arabic}" if message.language == "ar" else f"{policy.authority_en}: {english}"


def minutes_in(language: Language, seconds: int) -> str:
    """So long in whole minutes, one at least, in the words of a language."""
    minutes = max(seconds // 60, 1)
    return minutes_in_arabic(minutes) if language == "ar" else f"{minutes} minute{'' if minutes == 1 else 's'}"


def minutes_in_arabic(minutes: int) -> str:
    """So many minutes, with the noun as the number wants it (CLDR, ar, plural rules: one, two, few, many, other)."""
    if minutes in (1, 2):
        return ("دقيقة واحدة", "دقيقتين")[minutes - 1]
    few = 3 <= minutes % 100 <= 10  # noqa: PLR2004 - the plural rule
    return f"{number(minutes, 'ar')} {'دقائق' if few else 'دقيقة'}"


def _serial_text(message: SendSms, policy: Policy) -> str:
    """A serial is no code: its text calls it by its name and says where it is typed (SMS-004)."""
    if message.language == "ar":
        return (
            f"{policy.authority_ar}: الرقم المتسلسل لهويتي هو {message.code}. اكتبه في خانة الرقم المتسلسل عند التسجيل."
        )
    return (
        f"{policy.authority_en}: your Hawyti serial number is {message.code}. Type it as the serial when you register."
    )


_CHANNEL_NAMES: dict[Channel, tuple[str, str]] = {
    "phone": ("With this phone", "عبر هذا الهاتف"),
    "kiosk": ("At a self-service kiosk", "عبر جهاز الخدمة الذاتية"),
}


def channels(policy: Policy) -> Channels:
    """The ways of registration that the policy opens (ENR-005)."""
    ways = [
        Way(channel=name, name_en=en, name_ar=ar)
        for name, (en, ar) in _CHANNEL_NAMES.items()
        if name in policy.channels_enabled
    ]
    return Channels(channels=ways)


def terms(policy: Policy) -> Terms:
    """The terms in force with the notice."""
    return Terms(
        version=policy.terms_version,
        notice_en=(
            f"{policy.authority_en} will use your data and your picture to verify who you are and to issue your digital "
            "identity. Read the terms before you continue."
        ),
        notice_ar=(
            f"ستستخدم {policy.authority_ar} بياناتك وصورتك للتحقق من هويتك وإصدار هويتك الرقمية. اقرأ الشروط قبل المتابعة."
        ),
    )
