"""The inbox as a page, in Arabic and English.

The page is built as a tree, so that no text of a message can become markup (threat THR-095); its invisible characters are
written out, so that none can turn the line around it; the policy below lets nothing run or load that is not ours.
"""

from collections.abc import Sequence
from types import MappingProxyType
from xml.etree import ElementTree as ET

from harness.world.bilingual import Language, number
from harness.world.untrusted import visible
from simulators.sms.inbox import Message

PAGE_LIMIT = 200

SECURITY_HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }
)

_WORDS: MappingProxyType[Language, MappingProxyType[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType(
            {
                "title": "SMS inbox",
                "about": "What the simulated phones received, newest first",
                "other": "العربية",
                "empty": "No messages yet. This page shows them as they arrive.",
                "from": "From",
                "to": "To",
                "at": "Received",
                "parts": "Parts",
            }
        ),
        "ar": MappingProxyType(
            {
                "title": "صندوق الرسائل القصيرة",
                "about": "ما وصل إلى الهواتف المحاكاة، الأحدث أولًا",
                "other": "English",
                "empty": "لا توجد رسائل بعد. تظهر الرسائل هنا فور وصولها.",
                "from": "من",
                "to": "إلى",
                "at": "وقت الوصول",
                "parts": "الأجزاء",
            }
        ),
    }
)


def language_of(query: str | None, accept_language: str) -> Language:
    """`?lang=` decides, else the first of our languages that the browser prefers, else English."""
    wanted = [query or "", *(_by_preference(accept_language))]
    for tag in wanted:
        primary = tag.split("-")[0].strip().lower()
        if primary == "ar":
            return "ar"
        if primary == "en":
            return "en"
    return "en"


def inbox_page(messages: Sequence[Message], *, last: int, language: Language) -> bytes:
    """The newest messages as HTML."""
    words = _WORDS[language]
    html = ET.Element("html", lang=language, dir="rtl" if language == "ar" else "ltr")
    _head(html, words)
    body = ET.SubElement(html, "body")
    header = ET.SubElement(body, "header")
    _text(header, "h1", words["title"])
    _text(header, "p", words["about"])
    other = "en" if language == "ar" else "ar"
    _text(header, "a", words["other"], href=f"/?lang={other}", lang=other, hreflang=other)
    main = ET.SubElement(body, "main", {"data-last": str(last), "aria-live": "polite"})
    if not messages:
        _text(main, "p", words["empty"], **{"class": "empty"})
    listing = ET.SubElement(main, "ol")
    for message in list(reversed(messages))[:PAGE_LIMIT]:
        _message(listing, message, language)
    return b"<!doctype html>\n" + bytes(ET.tostring(html, encoding="utf-8", method="html"))


def _by_preference(accept_language: str) -> list[str]:
    weighted: list[tuple[float, str]] = []
    for item in accept_language.split(",")[:20]:
        tag, _, quality = item.partition(";q=")
        try:
            weighted.append((float(quality or 1), tag))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda pair: -pair[0]) if weight > 0]


def _head(html: ET.Element, words: MappingProxyType[str, str]) -> None:
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _text(head, "title", words["title"])
    ET.SubElement(head, "link", rel="stylesheet", href="/inbox.css")
    ET.SubElement(head, "script", src="/inbox.js", defer="defer")


def _message(listing: ET.Element, message: Message, language: Language) -> None:
    words = _WORDS[language]
    item = ET.SubElement(listing, "li")
    facts = ET.SubElement(item, "dl")
    received_at = number(f"{message.received_at:%Y-%m-%d %H:%M:%S}", language)
    for name, value, direction in (
        ("from", message.sender, "auto"),
        ("to", message.recipient, "ltr"),
        ("at", f"{received_at} UTC", "rtl" if language == "ar" else "ltr"),
        ("parts", number(message.parts, language), "auto"),
    ):
        fact = ET.SubElement(facts, "div")
        _text(fact, "dt", words[name])
        _text(fact, "dd", visible(value), dir=direction)
    _text(item, "p", visible(message.text), dir="auto")


def _text(parent: ET.Element, tag: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, tag, attributes).text = text
