"""Letter of credit: its conditions judged against a shipment, by rules that are data.

A rule names what it compares; where the shipment does not say enough, a person looks. reference:
paperwork specification 3.19 (UCP 600).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from broker_app.domain.insurance import sum_insured
from broker_app.domain.money import Money
from broker_app.domain.party import Port

MET, NOT_MET, OPEN = "yes", "no", ""
FULL_SET = "3"
"""Originals that a full set of bills of lading usually has."""
PRESENTED_WITHIN = "21"
"""Calendar days after shipment, where the credit names none (UCP 600 art. 14 c)."""
AROUND = 24
"""So many signs on each side are shown of texts that differ."""
_PLAIN = {
    ord(sign): plain for signs, plain in (("‘’", "'"), ("“”", '"'), ("‐–—", "-")) for sign in signs
}
_WORD = re.compile(r"[^\W_]+")
_ANY = re.compile(r" ANY (.* )?PORTS? ")


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
    goods_printed: str = ""
    """The goods text on the issued invoice for the bank, empty while none is issued."""

    @property
    def sails_on(self) -> date | None:
        """The day on board, else the day it is planned for."""
        return self.day("on_board_date") or _day(self.etd)

    def day(self, key: str) -> date | None:
        """Return a day that was entered."""
        return _day(self.said.get(key, ""))


@dataclass(frozen=True, slots=True)
class Judged:
    """What the credit asks, what the shipment is, and whether it meets the condition.

    `met` is `yes`, `no`, or empty for a person.
    """

    asked: str
    given: str
    met: str = OPEN

    @property
    def found(self) -> str:
        """Both beside each other, the credit first; one alone where the other says nothing."""
        return " / ".join(filter(None, (self.asked, self.given)))


def judge(rule: str, credit: Credit) -> Judged:
    """Return how a shipment stands to a rule, by the id of the rule; unknown ids are a person's."""
    judging = JUDGES.get(rule)
    return judging(credit) if judging else Judged("", "")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if len(text) == 10 else None


def _currency(credit: Credit) -> Judged:
    ours = credit.total.currency
    if credit.amount is None:
        return Judged("", ours)
    return _told(credit.amount.currency, ours, credit.amount.currency == ours)


def _amount(credit: Credit) -> Judged:
    """A drawing above the amount and its tolerance is refused; one below is a person's."""
    drawn = _shown(credit.total)
    if credit.amount is None or credit.amount.currency != credit.total.currency:
        return Judged("", drawn)
    tolerance = Decimal(credit.said.get("lc_tolerance") or 0)
    most = credit.amount.amount * (100 + tolerance) / 100
    least = credit.amount.amount * (100 - tolerance) / 100
    asked = f"{_shown(credit.amount)} +/-{tolerance:f}%"
    if credit.total.amount > most:
        return Judged(asked, drawn, NOT_MET)
    return Judged(asked, drawn, MET if credit.total.amount >= least else OPEN)


def _applicant(credit: Credit) -> Judged:
    applicant = credit.said.get("lc_applicant", "")
    first = applicant.partition("\n")[0]
    if not first or not credit.buyer:
        return Judged(first, credit.buyer)
    return _told(first, credit.buyer, _folded(credit.buyer) in _folded(applicant))


def _goods(credit: Credit) -> Judged:
    """The bank's invoice has the goods word for word; whether its vehicles are these, one reads."""
    asked, printed = _wire(credit.said.get("lc_goods", "")), _wire(credit.goods_printed)
    if not asked or not printed or not asked.isascii():
        return Judged("", "")
    if asked == printed:
        return Judged("45A", "45A")
    pairs = enumerate(zip(asked, printed, strict=False))
    at = next((n for n, (a, b) in pairs if a != b), min(len(asked), len(printed)))
    return Judged(_around(asked, at), _around(printed, at), NOT_MET)


def _wire(text: str) -> str:
    """Return a text as a bank's message has it: capitals, plain quotes and dashes, one line."""
    return _folded(unicodedata.normalize("NFKC", text).translate(_PLAIN))


def _around(text: str, at: int) -> str:
    """Return a part of a text about the place where it begins to differ."""
    start = max(0, at - AROUND)
    part = text[start : at + AROUND]
    return f"{'…' if start else ''}{part}{'…' if at + AROUND < len(text) else ''}"


def _order(asked: date | None, given: date | None, first: date | None) -> Judged:
    """One day is the credit's, the other ours; `first` is the one that must not be after."""
    credit, ours = (day.isoformat() if day else "-" for day in (asked, given))
    if asked is None or given is None:
        return Judged(credit, ours)
    return _told(credit, ours, first == min(asked, given))


def _sails_until(credit: Credit, key: str) -> Judged:
    sailed = credit.sails_on
    return _order(credit.day(key), sailed, sailed)


def last_day_to_present(credit: Credit) -> date | None:
    """Return the last day to present: so many days after shipment, and not after the expiry."""
    sailed, expiry = credit.sails_on, credit.day("lc_expiry")
    days = credit.said.get("lc_presentation_days") or PRESENTED_WITHIN
    if sailed is None:
        return None
    last = sailed + timedelta(days=int(Decimal(days)))
    return min(last, expiry) if expiry else last


def _presentation(credit: Credit) -> Judged:
    presented = credit.day("sent_on")
    return _order(last_day_to_present(credit), presented, presented)


PORT_KEYS = ("lc_port_of_loading", "lc_port_of_discharge")


def _ports(credit: Credit) -> Judged:
    """A credit names a port, or any port of a country: a person reads what may be a wider place."""
    ours = (credit.port_of_loading, credit.port_of_discharge)
    pairs = [(credit.said.get(k, ""), port) for k, port in zip(PORT_KEYS, ours, strict=True)]
    met = [port_met(asked, ours, credit.known) for asked, ours in pairs]
    worst = NOT_MET if NOT_MET in met else OPEN if OPEN in met else MET
    if worst == NOT_MET:
        pairs = [pair for pair, one in zip(pairs, met, strict=True) if one == NOT_MET]
    asked = "; ".join(one or "-" for one, _ in pairs)
    return Judged(asked, "; ".join(one or "-" for _, one in pairs), worst)


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
    if not asked:
        return Judged("-", str(credit.units))
    return _told(asked, str(credit.units), Decimal(asked) == credit.units)


def _partial(credit: Credit) -> Judged:
    """Fewer vehicles than the credit has are a partial shipment."""
    allowed, asked = credit.said.get("lc_partial", ""), credit.said.get("lc_units", "")
    if allowed == "allowed":
        return Judged("allowed", "", MET)
    if not allowed or not asked:
        return Judged(allowed.replace("_", " "), "")
    whole = Decimal(asked) == credit.units
    return _told(f"not allowed; {asked}", str(credit.units), whole)


def _transhipment(credit: Credit) -> Judged:
    """Another vessel is a transhipment; a port on the way may be none, so a person looks."""
    allowed = credit.said.get("lc_transhipment", "")
    if allowed == "allowed":
        return Judged("allowed", "", MET)
    if not allowed:
        return Judged("", "")
    feeder = credit.said.get("local_vessel", "")
    by = feeder or credit.said.get("via", "")
    return Judged("not allowed", by, NOT_MET if feeder else OPEN)


def _full_set(credit: Credit) -> Judged:
    kind, originals = credit.said.get("bl_type", ""), credit.said.get("originals", "")
    found = f"{kind} {originals}".strip()
    if kind and kind != "original":
        return Judged("original", found, NOT_MET)
    return Judged("", found, MET if kind and originals == FULL_SET else OPEN)


def _clean(credit: Credit) -> Judged:
    """A clause that declares goods defective makes a bill of lading unclean."""
    claused = " ".join(credit.said.get("bl_remarks", "").split())
    if claused:
        return Judged("clean", claused, NOT_MET)
    return Judged("clean", "", MET if credit.said.get("bl_number") else OPEN)


def _cover(credit: Credit) -> Judged:
    """At least 110 % of the CIF value in the currency of the credit."""
    if credit.incoterm not in ("CIF", "CIP"):
        return Judged("", credit.incoterm, MET)
    if credit.insured is None:
        return Judged("", "")
    found = f"{_shown(credit.insured)} / {_shown(credit.total)}"
    if credit.insured.currency != credit.total.currency:
        return Judged("", found, NOT_MET)
    enough = credit.insured.minor_units >= sum_insured(credit.total).minor_units
    return _told("", found, enough)


def _insured_on(credit: Credit) -> Judged:
    if credit.incoterm not in ("CIF", "CIP"):
        return Judged("", credit.incoterm, MET)
    insured = credit.day("insured_on")
    return _order(insured, credit.sails_on, insured)


def _opened(credit: Credit) -> Judged:
    opened = credit.day("lc_date")
    return _order(opened, credit.sails_on, opened)


def _told(asked: str, given: str, is_met: bool) -> Judged:
    return Judged(asked, given, MET if is_met else NOT_MET)


def _shown(money: Money) -> str:
    return f"{money.currency} {money.amount:,f}"


def _folded(text: str) -> str:
    return " ".join(text.upper().split())


def _port(printed: str) -> str:
    return _folded(printed.partition(",")[0].partition("(")[0])


def _words(text: str) -> str:
    """Return a text in capitals with one blank around every word, to find whole words in."""
    return f" {' '.join(_WORD.findall(text.upper()))} "


JUDGES: Mapping[str, Callable[[Credit], Judged]] = {
    "opened_before_shipment": _opened,
    "applicant": _applicant,
    "currency": _currency,
    "amount": _amount,
    "units": _units,
    "goods": _goods,
    "latest_shipment": lambda c: _sails_until(c, "lc_latest_shipment"),
    "expiry": lambda c: _sails_until(c, "lc_expiry"),
    "presentation": _presentation,
    "ports": _ports,
    "partial": _partial,
    "transhipment": _transhipment,
    "full_set": _full_set,
    "clean": _clean,
    "cover": _cover,
    "insured_on": _insured_on,
}
