"""Letter of credit: its conditions judged against a shipment, by rules that are data.

A rule names what it compares; where the shipment does not say enough, a person looks. reference:
paperwork specification 3.19 (UCP 600).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from broker_app.domain.insurance import sum_insured
from broker_app.domain.money import Money
from broker_app.domain.party import Port

MET, NOT_MET, OPEN = "yes", "no", ""
_WORD = re.compile(r"[^\W_]+")
_ANY = re.compile(r" ANY (.* )?PORTS? ")
FULL_SET = "3"
"""Originals that a full set of bills of lading usually has."""


@dataclass(frozen=True, slots=True)
class CreditRule:
    """One condition: what compares it, how it is called, what is asked, and who says so."""

    id: str
    subject: str
    asked: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """What a credit says and what the shipment is; `said` are the particulars by key, days ISO."""

    said: Mapping[str, str]
    total: Money
    amount: Money | None
    insured: Money | None
    incoterm: str
    units: int
    buyer: str
    port_of_loading: str
    port_of_discharge: str
    etd: str
    known: tuple[Port, ...] = ()
    """Every port we know, to tell another port in a credit from words that are none."""

    @property
    def sails_on(self) -> date | None:
        """The day on board, else the day it is planned for."""
        return self.day("on_board_date") or _day(self.etd)

    def day(self, key: str) -> date | None:
        """Return a day that was entered."""
        return _day(self.said.get(key, ""))


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found, and whether it meets the condition: `yes`, `no`, or empty for a person."""

    found: str
    met: str = OPEN


def judge(rule: str, credit: Credit) -> Judged:
    """Return how a shipment stands to a rule, by the id of the rule; unknown ids are a person's."""
    judging = JUDGES.get(rule)
    return judging(credit) if judging else Judged("")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if len(text) == 10 else None


def _currency(credit: Credit) -> Judged:
    if credit.amount is None:
        return Judged(credit.total.currency)
    pair = f"{credit.amount.currency} / {credit.total.currency}"
    return Judged(pair, MET if credit.amount.currency == credit.total.currency else NOT_MET)


def _amount(credit: Credit) -> Judged:
    """A drawing above the amount and its tolerance is refused; one below is a person's."""
    if credit.amount is None or credit.amount.currency != credit.total.currency:
        return Judged(_shown(credit.total))
    tolerance = Decimal(credit.said.get("lc_tolerance") or 0)
    most = credit.amount.amount * (100 + tolerance) / 100
    least = credit.amount.amount * (100 - tolerance) / 100
    found = f"{_shown(credit.amount)} +/-{tolerance:f}% / {_shown(credit.total)}"
    if credit.total.amount > most:
        return Judged(found, NOT_MET)
    return Judged(found, MET if credit.total.amount >= least else OPEN)


def _applicant(credit: Credit) -> Judged:
    applicant = credit.said.get("lc_applicant", "")
    first = applicant.partition("\n")[0]
    if not first or not credit.buyer:
        return Judged(f"{first} / {credit.buyer}".strip(" /"))
    same = _folded(credit.buyer) in _folded(applicant)
    return Judged(f"{first} / {credit.buyer}", MET if same else NOT_MET)


def _before(earlier: date | None, later: date | None) -> Judged:
    """The first day must not be after the second."""
    found = " / ".join(day.isoformat() if day else "-" for day in (earlier, later))
    if earlier is None or later is None:
        return Judged(found)
    return Judged(found, MET if earlier <= later else NOT_MET)


def last_day_to_present(said: Mapping[str, str], sailed: date | None) -> date | None:
    """Return the last day to present: so many days after shipment, and not after the expiry.

    A credit that names no number of days gives 21 (UCP 600 art. 14 c).
    """
    if sailed is None:
        return None
    expiry = _day(said.get("lc_expiry", ""))
    days = said.get("lc_presentation_days") or "21"
    last = sailed + timedelta(days=int(Decimal(days)))
    return min(last, expiry) if expiry else last


def _presentation(credit: Credit) -> Judged:
    last = last_day_to_present(credit.said, credit.sails_on)
    return _before(credit.day("sent_on"), last)


def _expiry(credit: Credit) -> Judged:
    return _before(credit.sails_on, credit.day("lc_expiry"))


PORT_KEYS = ("lc_port_of_loading", "lc_port_of_discharge")


def _ports(credit: Credit) -> Judged:
    """Both ports are as in the credit."""
    pairs = list(zip(PORT_KEYS, (credit.port_of_loading, credit.port_of_discharge), strict=True))
    found = "; ".join(f"{credit.said.get(key) or '-'} / {ours or '-'}" for key, ours in pairs)
    met = [port_met(credit.said.get(key, ""), ours, credit.known) for key, ours in pairs]
    if NOT_MET in met:
        return Judged(found, NOT_MET)
    return Judged(found, MET if met == [MET, MET] else OPEN)


def port_met(asked: str, ours: str, known: Iterable[Port] = ()) -> str:
    """Tell whether a port as printed (`YOKOHAMA, JAPAN`) is the one that a credit names.

    A credit may name several, or any port of a country. Another port that we
    know is not ours; any other words are for a person to read.
    """
    words, name = _words(asked), _words(_port(ours))
    if not words.strip() or not name.strip():
        return OPEN
    if name in words:
        return MET
    country = _words(ours.rpartition(",")[2]).strip()
    if _ANY.search(words) and country and re.search(rf" {country}(ESE|N|AN|IAN)? ", words):
        return MET
    return NOT_MET if any(_is_named(port, words) for port in known) else OPEN


def _is_named(port: Port, words: str) -> bool:
    """Tell whether words name a port and nothing else: `NAGOYA`, `PORT OF NAGOYA, JAPAN`."""
    name, country = _words(_port(port.printed)), _words(port.country_name)
    plain = f" {words.strip().removeprefix('PORT OF ')} "
    return plain in (name, f"{name}PORT ", f"{name}{country[1:]}", f"{name}PORT {country[1:]}")


def _units(credit: Credit) -> Judged:
    asked = credit.said.get("lc_units", "")
    found = f"{asked or '-'} / {credit.units}"
    if not asked:
        return Judged(found)
    return Judged(found, MET if Decimal(asked) == credit.units else NOT_MET)


def _partial(credit: Credit) -> Judged:
    """Fewer vehicles than the credit has are a partial shipment."""
    allowed, asked = credit.said.get("lc_partial", ""), credit.said.get("lc_units", "")
    if allowed == "allowed":
        return Judged("allowed", MET)
    if not allowed or not asked:
        return Judged(allowed.replace("_", " "))
    whole = Decimal(asked) == credit.units
    return Judged(f"not allowed; {asked} / {credit.units}", MET if whole else NOT_MET)


def _transhipment(credit: Credit) -> Judged:
    allowed = credit.said.get("lc_transhipment", "")
    if allowed == "allowed":
        return Judged("allowed", MET)
    changes = credit.said.get("local_vessel") or credit.said.get("via") or ""
    if not allowed:
        return Judged("")
    return Judged(f"not allowed; {changes}".strip("; "), NOT_MET if changes else OPEN)


def _full_set(credit: Credit) -> Judged:
    kind, originals = credit.said.get("bl_type", ""), credit.said.get("originals", "")
    found = f"{kind} {originals}".strip()
    if kind and kind != "original":
        return Judged(found, NOT_MET)
    return Judged(found, MET if kind and originals == FULL_SET else OPEN)


def _cover(credit: Credit) -> Judged:
    """At least 110 % of the CIF value in the currency of the credit."""
    if credit.incoterm not in ("CIF", "CIP"):
        return Judged(credit.incoterm, MET)
    if credit.insured is None:
        return Judged("")
    found = f"{_shown(credit.insured)} / {_shown(credit.total)}"
    if credit.insured.currency != credit.total.currency:
        return Judged(found, NOT_MET)
    enough = credit.insured.minor_units >= sum_insured(credit.total).minor_units
    return Judged(found, MET if enough else NOT_MET)


def _insured_on(credit: Credit) -> Judged:
    if credit.incoterm not in ("CIF", "CIP"):
        return Judged(credit.incoterm, MET)
    return _before(credit.day("insured_on"), credit.sails_on)


def _shown(money: Money) -> str:
    return f"{money.currency} {money.amount:,f}"


def _folded(text: str) -> str:
    return " ".join(text.upper().split())


def _words(text: str) -> str:
    """Return a text in capitals with one blank around every word, to find whole words in."""
    return f" {' '.join(_WORD.findall(text.upper()))} "


def _port(printed: str) -> str:
    return _folded(printed.partition(",")[0].partition("(")[0])


JUDGES: Mapping[str, Callable[[Credit], Judged]] = {
    "opened_before_shipment": lambda c: _before(c.day("lc_date"), c.sails_on),
    "applicant": _applicant,
    "currency": _currency,
    "amount": _amount,
    "units": _units,
    "latest_shipment": lambda c: _before(c.sails_on, c.day("lc_latest_shipment")),
    "expiry": _expiry,
    "presentation": _presentation,
    "ports": _ports,
    "partial": _partial,
    "transhipment": _transhipment,
    "full_set": _full_set,
    "cover": _cover,
    "insured_on": _insured_on,
}
