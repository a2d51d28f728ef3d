"""What a visitor of the booking platform is told by SMS and e-mail. Pure."""

from harness.reference.appointments.rules import Notice
from harness.reference.texts import minutes_in
from harness.world.policy import Policy


def notice_text(notice: Notice, policy: Policy) -> str:
    """The text of a message; it names the authority (ENR-027)."""
    valid_for = minutes_in(notice.language, policy.otp_limits.valid_for_s)
    if notice.language == "ar":
        what = "لفتح حسابك" if notice.kind == "signup" else "لتعيين كلمة مرور جديدة"
        return f"{policy.authority_ar}: الرمز {what} في منصة المواعيد هو {notice.code}. صالح لمدة {valid_for}."
    what = "open your account" if notice.kind == "signup" else "set a new password"
    return f"{policy.authority_en}: the code to {what} on the booking platform is {notice.code}. Valid for {valid_for}."
