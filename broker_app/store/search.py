"""The search box in SQL: terms -> conditions. What is typed travels as parameters, never as SQL."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from broker_app.domain.finding.terms import Term
from broker_app.domain.spelling import fold_words, hyphened
from broker_app.domain.state import IN_STOCK
from broker_app.store import sale_states
from broker_app.store.database import days_apart

_TRIGRAM = 3
_QUOTE = '"'
STILL_HERE = f"v.state IN ({','.join(repr(state) for state in IN_STOCK)})"
DAYS_IN_STOCK = days_apart("v.bought_on", f"CASE WHEN {STILL_HERE} THEN :today ELSE v.left_on END")
"""Days that a vehicle was in stock, up to `:today`; NULL for one that is only listed."""
AGE = """
    CAST(substr(:today, 1, 4) AS INTEGER) - CAST(substr(v.first_registered, 1, 4) AS INTEGER)
    - CASE WHEN substr(:today, 6) < substr(v.first_registered, 6) THEN 1 ELSE 0 END"""
"""Whole years from the first registration up to `:today`; a partial date is its first day."""
HOUSE_OF_LOT = "(SELECT house FROM lot INDEXED BY idx_lot_house WHERE id = v.last_lot)"
"""The house of the last lot, read from its narrow index: the rows of lots are wide."""
MARKET_OF_SHIPMENT = "coalesce(nullif(h.final_destination, ''), substr(h.port_of_discharge, 1, 2))"
"""The country that a shipment `h` goes to: its own word, else that of its port."""
ABROAD = "nullif(nullif(p.country, ''), 'JP')"
"""The country of a party `p`; who buys in Japan says nothing of where a vehicle goes."""
HEADED_FOR = f"""coalesce(
    (SELECT nullif({MARKET_OF_SHIPMENT}, '')
        FROM shipment_vehicle y JOIN shipment h ON h.id = y.shipment WHERE y.vehicle = v.id),
    (SELECT {ABROAD} FROM sale s JOIN party p ON p.id = s.buyer WHERE s.vehicle = v.id),
    (SELECT {ABROAD} FROM reservation r JOIN party p ON p.id = r.party
        WHERE r.vehicle = v.id AND r.until >= :today), '')"""  # noqa: S608
"""The country that a vehicle `v` is headed for: that of its shipment, else of who bought it, else
of who has it reserved; empty while nobody knows."""
DEALT = """
    SELECT vehicle FROM shipment_vehicle UNION SELECT vehicle FROM sale
    UNION SELECT vehicle FROM reservation
"""
"""Vehicles that may be headed somewhere: few beside a stock of a million."""
BETWEEN_ROWS, BETWEEN_COLUMNS = "\x1e", "\x1f"
_NAME = "coalesce(v.maker, '') || ' ' || coalesce(v.model, '') || ' ' || coalesce(v.grade_name, '')"

_TEXTS = {
    "chassis_number": ("v.chassis_number", "v.vin"),
    "maker": ("v.maker",),
    "model": ("v.model",),
    "grade_name": ("v.grade_name",),
    "model_code": ("v.model_code", "v.emission_code"),
    "colour": ("v.colour",),
    "remarks": ("v.remarks",),
    "equipment": ("v.equipment",),
    "house": ("l.house",),
    "lot_number": ("l.lot_number",),
}
_INDEXED = ("chassis_number", "maker", "model", "grade_name", "model_code", "colour", "remarks")
"""Texts that the index of words holds too: it narrows what is looked through."""
_MEASURES = {
    "displacement_cc": "v.displacement_cc",
    "odometer_km": "v.odometer_km",
    "seats": "v.seats",
    "gross_weight_kg": "v.gross_weight_kg",
    "length_mm": "v.length_mm",
    "days_in_stock": DAYS_IN_STOCK,
    "age": AGE,
    "price": """CASE WHEN coalesce(l.currency, 'JPY') = 'JPY'
        THEN coalesce(l.hammer_price, l.asking_price, l.start_price) END""",
    "first_registered": "v.first_registered",
    "manufactured": "v.manufactured",
    "auction_date": "l.auction_date",
    "bought_on": "nullif(v.bought_on, '')",
}
_CHOICES = {
    "verdict": "coalesce(d.outcome, '')",
    "state": "v.state",
    "vehicle_class": "v.vehicle_class",
    "powertrain": "v.powertrain",
    "steering": "v.steering",
    "transmission": "v.transmission",
    "drive": "v.drive",
    "accident": "v.accident",
}
_PARTIES = """
    v.id IN (SELECT vehicle FROM sale WHERE buyer IN ({0})
        UNION ALL
        SELECT y.vehicle FROM shipment_vehicle y JOIN shipment h ON h.id = y.shipment
        WHERE h.consignee IN ({0}) OR h.buyer IN ({0}) OR h.notify IN ({0}))
"""
_ON_A_PAPER = """
    v.id IN (SELECT vehicle FROM sale UNION ALL SELECT vehicle FROM shipment_vehicle)
"""
_GOING_TO = f"v.id IN ({DEALT}) AND {HEADED_FOR} {{0}}"
FIELDS = frozenset(
    (*_TEXTS, *_MEASURES, *_CHOICES, "score", "party", "company", "market", "admits", "sale_state")
)
"""Every field that can be asked about."""


def plain_terms(words: str) -> tuple[Term, ...]:
    """Return words that nobody read as terms: each is looked for as it is."""
    return tuple(Term(ways=(word,)) for word in fold_words(words).replace("\0", " ").split())


def conditions(terms: Sequence[Term], values: dict[str, Any]) -> list[str]:
    """Return conditions on `vehicle v`, `verdict d` and `lot l`; fills `values`."""
    names = Named(values)
    found = []
    wanted = [t for t in terms if not (t.field or t.without or t.meant)]
    indexed = [_indexed(term.ways) for term in wanted]
    if match := " AND ".join(filter(None, indexed)):
        found.append(_matching(match, names))
    for term in terms:
        sql = _of_field(term, names) if term.field else _anywhere(term, names)
        if sql:
            found.append(f"({sql}) IS NOT TRUE" if term.without else f"({sql})")
    return found


class Named:
    """Values of a statement, each under a name of its own."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __call__(self, value: Any) -> str:
        """Keep a value; returns how the statement names it."""
        name = f"sought{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def all(self, chosen: Iterable[Any]) -> str:
        """Keep several values; returns them as a list."""
        return ", ".join(self(value) for value in chosen)


def _anywhere(term: Term, names: Named) -> str:
    """Return what the index has not said of a term that may stand anywhere."""
    if term.meant:
        meant = [_of_field(one, names) for one in term.meant]
        plain = replace(term, meant=(), without=True)
        return " OR ".join(filter(None, (_anywhere(plain, names), *meant)))
    match = _indexed(term.ways)
    if match and not term.exact and all(_is_long(way) for way in term.ways):
        return _matching(match, names) if term.without else ""
    if term.exact:
        return " OR ".join(_phrase(way, names) for way in term.ways)
    return " OR ".join(_all_words(way, names) for way in term.ways if way) or ""


def _phrase(text: str, names: Named) -> str:
    """Return that the words of a text stand beside one another in one fact or the name."""
    ways = _patterns(text)
    places = ("v.search_key", _NAME, "v.remarks", "v.colour")
    return " OR ".join(_like(place, pattern, names) for place in places for pattern in ways)


def _all_words(way: str, names: Named) -> str:
    found = []
    for word in way.split():
        ways = (_like("v.search_key", one, names) for one in hyphened(word))
        found.append(f"({' OR '.join(ways)})")
    return f"({' AND '.join(found)})"


def _matching(match: str, names: Named) -> str:
    asked = names(match)
    return f"v.id IN (SELECT rowid FROM vehicle_fts WHERE vehicle_fts MATCH {asked})"  # noqa: S608


def _indexed(ways: Sequence[str]) -> str:
    """Return the question to the index of words; empty where it cannot narrow one of the ways.

    The trigram index finds three letters and more; shorter words are looked for in the text itself.
    """
    found = []
    for way in ways:
        long = [word for word in way.split() if len(word) >= _TRIGRAM]
        if not long:
            return ""
        found.append(" AND ".join(_spelled(word) for word in long))
    if len(found) == 1:
        return f"({found[0]})"
    return f"({' OR '.join(f'({one})' for one in found)})" if found else ""


def _is_long(way: str) -> bool:
    return all(len(word) >= _TRIGRAM for word in way.split())


def _spelled(word: str) -> str:
    ways = [_quoted(one) for one in hyphened(word) if len(one) >= _TRIGRAM]
    return f"({' OR '.join(ways)})" if len(ways) > 1 else ways[0]


def _quoted(word: str) -> str:
    return f'"{word.replace(_QUOTE, _QUOTE * 2)}"'


def _of_field(term: Term, names: Named) -> str:
    if term.field in _TEXTS:
        return _in_text(term, names)
    if term.field in _MEASURES:
        return _between(_MEASURES[term.field], term, names)
    if term.field in _CHOICES:
        return _one_of(_CHOICES[term.field], term, names)
    return _SPECIAL[term.field](term, names)


def _in_text(term: Term, names: Named) -> str:
    columns = _TEXTS[term.field]
    if term.missing:
        return " AND ".join(f"coalesce({column}, '') = ''" for column in columns)
    sql = _called(columns, term, names)
    match = _indexed(term.ways) if term.field in _INDEXED and not term.without else ""
    return f"{_matching(match, names)} AND ({sql})" if match else sql


def _called(columns: Sequence[str], term: Term, names: Named) -> str:
    """Return that one of the columns holds one of the ways."""
    said = (one for way in term.ways for one in hyphened(way))
    patterns = [pattern for way in said for pattern in _patterns(way)]
    return " OR ".join(_like(column, text, names) for text in patterns for column in columns)


def _patterns(way: str) -> Iterator[str]:
    """Yield a text as it may be stored: LIKE knows small from capital letters in Latin alone."""
    yield from dict.fromkeys((way, way.upper(), way.title()) if not way.isascii() else (way,))


def _like(column: str, text: str, names: Named) -> str:
    for sign in "\\%_":
        text = text.replace(sign, "\\" + sign)
    return f"{column} LIKE {names(f'%{text}%')} ESCAPE '\\'"


def _between(column: str, term: Term, names: Named) -> str:
    if term.missing:
        return f"({column}) IS NULL"
    bounds = []
    if term.low is not None:
        bounds.append(f"({column}) >= {names(term.low)}")
    if term.high is not None:
        bounds.append(f"({column}) <= {names(term.high)}")
    return " AND ".join(bounds)


def _one_of(column: str, term: Term, names: Named) -> str:
    if term.missing:
        return f"coalesce({column}, '') = ''"
    return f"{column} IN ({names.all(term.ways)})"


def _score(term: Term, names: Named) -> str:
    if term.missing:
        return "coalesce(v.score, '') = ''"
    if term.ways:
        return f"lower(v.score) IN ({names.all(term.ways)})"
    return "v.score GLOB '[0-9]*' AND " + _between("CAST(v.score AS REAL)", term, names)


def _party(term: Term, names: Named) -> str:
    if term.missing:
        return f"NOT ({_ON_A_PAPER})"
    called = _called(("name", "other_names"), term, names)
    return _PARTIES.format(f"SELECT id FROM party WHERE {called}")  # noqa: S608


def _company(term: Term, names: Named) -> str:
    if term.missing:
        return "v.company IS NULL"
    called = _called(("name",), term, names)
    return f"coalesce(v.company, 1) IN (SELECT id FROM company WHERE {called})"  # noqa: S608


def _market(term: Term, names: Named) -> str:
    if term.missing:
        return f"NOT ({_GOING_TO.format('> ' + repr(''))})"
    return _GOING_TO.format(f"IN ({names.all(term.ways)})")


def _sale_state(term: Term, names: Named) -> str:
    if term.missing:
        return f"NOT ({sale_states.some()})"
    return sale_states.some(names.all(term.ways))


def _admits(term: Term, names: Named) -> str:
    if term.vehicles is None:
        raise ValueError("a job works out first which vehicles a market admits")
    return f"v.id IN (SELECT value FROM json_each({names(json.dumps(term.vehicles))}))"  # noqa: S608


_SPECIAL = {
    "score": _score,
    "party": _party,
    "company": _company,
    "market": _market,
    "admits": _admits,
    "sale_state": _sale_state,
}


def in_one_text(columns: Sequence[str]) -> str:
    """Return SQL for many rows as a single text, parted by `BETWEEN_ROWS` and `BETWEEN_COLUMNS`.

    Python takes a lock for every row that it fetches, which costs more than the row.
    """
    shape = BETWEEN_COLUMNS.join(["%s"] * len(columns))
    return f"group_concat(printf('{shape}', {', '.join(columns)}), '{BETWEEN_ROWS}')"
