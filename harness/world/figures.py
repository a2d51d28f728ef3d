"""How a figure of an evaluation is told, on a terminal and on a page: its name, its value, and what it was counted on."""

from collections.abc import Mapping
from typing import Final

from harness.world.bilingual import Language, column, number
from harness.world.evaluation import AREAS_UNDER, TITLES, GroupRates, Rate, RateName

_HUNDRED = 100
_NAMES: Final[dict[RateName, str]] = {"component_auc": "AUC", "attack_auc": "AUC", "fnmr_at_fmr": "FNMR"}

FIGURE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "figure.errors": ("{errors:n} of {attempts:n}", "{errors:n} من {attempts:n}"),
    "figure.errors_people": (
        "{errors:n} of {attempts:n}, {identities:n|person|people}",
        "{errors:n} من {attempts:n}، الأشخاص {identities:n}",
    ),
    "figure.attempts": ("{attempts:n|attempt|attempts}", "المحاولات {attempts:n}"),
    "figure.attempts_people": (
        "{attempts:n|attempt|attempts}, {identities:n|person|people}",
        "المحاولات {attempts:n}، الأشخاص {identities:n}",
    ),
    "figure.ratio": (
        "worst to best {best:n}, to all {all:n}, to the geometric mean {mean:n}",
        "الأسوأ إلى الأفضل {best:n}، وإلى الكل {all:n}، وإلى المتوسط الهندسي {mean:n}",
    ),
    "figure.time": (
        "{operation}: {count:n|call|calls}, half within {half:n} ms, 95 % within {most:n} ms",
        "{operation}: الطلبات {count:n}، نصفها خلال {half:n} م.ث و٩٥٪ خلال {most:n} م.ث",
    ),
}


def name_of(name: RateName) -> str:
    """The usual abbreviation of a rate."""
    return _NAMES.get(name, name.upper().replace("_", " "))


def about(rate: Rate) -> str:
    """The species, defect, reason or FMR that a rate is about."""
    return f"@ FMR {rate.of}" if rate.name == "fnmr_at_fmr" else rate.of


def title_of(name: RateName, language: Language) -> str:
    """What a rate is."""
    return TITLES[name][column(language)]


def percent(share: float, language: Language = "en") -> str:
    """A share in hundredths, with three places that count."""
    return number(f"{share * _HUNDRED:.3g} %", language)


def value_of(rate: Rate, value: float, language: Language) -> str:
    """A value of a rate, or an end of its interval: a share in hundredths, an area with four places."""
    return number(f"{value:.4f}", language) if rate.name in AREAS_UNDER else percent(value, language)


def counted(rate: Rate) -> tuple[str, dict[str, int | None]]:
    """The sentence that says what a rate was counted on, and its facts."""
    key = "figure.attempts" if rate.errors is None else "figure.errors"
    facts = {"errors": rate.errors, "attempts": rate.attempts, "identities": rate.identities}
    return (key if rate.identities is None else f"{key}_people"), facts


def has_errors(rates: GroupRates) -> bool:
    """Whether there is anything to compare: no group is worse than others where none has an error."""
    return any(rate.value for rate in rates.groups)


def ratios(rates: GroupRates) -> Mapping[str, str]:
    """How far the worst group stands from the others, as facts of `figure.ratio`."""
    found = {"best": rates.worst_to_best, "all": rates.worst_to_overall, "mean": rates.worst_to_geometric_mean}
    return {name: "–" if ratio is None else f"{ratio:.2f}" for name, ratio in found.items()}


def times(seconds: list[float]) -> dict[str, float]:
    """Half, and 95 in 100, of the calls were quicker, as facts of `figure.time`. *Unit*: milliseconds."""
    half, most = seconds
    return {"half": round(1000 * half, 1), "most": round(1000 * most, 1)}
