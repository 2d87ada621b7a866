"""What the vehicles page asks for, and the SQL that answers it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from broker_app.domain.finding.facets import Facets, put
from broker_app.domain.finding.terms import Term
from broker_app.domain.state import STATES
from broker_app.store import facet_columns, sale_states, search


@dataclass(frozen=True, slots=True)
class Query:
    """What the vehicles page asks for. `destination` is the one whose verdicts are shown.

    `findings` are sets of findings (`packs.review_sets`): vehicles with one of them. `today` is the
    ISO day to which days in stock are counted; `ours` leaves out what is only listed, or all else.
    """

    words: str = ""
    """What was typed into the search box."""
    terms: tuple[Term, ...] | None = None
    """The words as they were read (`jobs.finding`); unread, each word is looked for as it is."""
    destination: str = "RU"
    verdicts: tuple[str, ...] = ()
    batch: int | None = None
    shipment: int | None = None
    findings: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    ours: bool | None = None
    sale_states: tuple[str, ...] = ()
    """How far the sale is on the ISO day `today`; see `domain.sale_state`."""
    company: int | None = None
    """Whose they are; the first company has those that name none."""
    only: tuple[int, ...] | None = None
    """Only these vehicles, whatever they are by now."""
    days: tuple[int | None, int | None] | None = None
    """Our stock by its days: from and to, both included, the last one without end as (121, None);
    (None, None) is the stock of which nobody knows since when."""
    facets: Facets = ()
    """Values of facets but verdict and state, which have fields of their own."""
    today: str = ""
    sort: str = "id"
    descending: bool = False
    then: tuple[tuple[str, bool], ...] = ()
    """Further columns to sort by, each with whether the greatest comes first."""

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the values of a facet that are asked for; none means all."""
        own = {"verdict": self.verdicts, "state": self.states}
        return own[facet] if facet in own else dict(self.facets).get(facet, ())

    def choosing(self, facet: str, values: Sequence[str]) -> "Query":
        """Return the query that asks for these values of a facet instead."""
        if facet == "verdict":
            return replace(self, verdicts=tuple(values), findings=())
        if facet == "state":
            return replace(self, states=tuple(values))
        return replace(self, facets=put(self.facets, facet, values))

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves anything out."""
        plain = Query(
            destination=self.destination,
            today=self.today,
            sort=self.sort,
            descending=self.descending,
            then=self.then,
        )
        return replace(self, words=self.words.strip(), terms=None) != plain


_RANKS = " ".join(f"WHEN {state!r} THEN {rank}" for rank, state in enumerate(STATES) if state)

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("v.id",),
    "verdict": ("coalesce(d.severity, 9)",),
    "name": ("v.maker", "v.model"),
    "house": ("l.house",),
    "lot_number": ("l.lot_number",),
    "auction_date": ("l.auction_date",),
    "hammer_price": ("l.hammer_price",),
    "state": (f"CASE v.state {_RANKS} END",),
    "days_in_stock": (search.DAYS_IN_STOCK,),
} | {
    fact: (f"v.{fact}",)
    for fact in (
        "model_code", "chassis_number", "first_registered", "displacement_cc", "powertrain",
        "odometer_km", "score", "grade_name", "vehicle_class", "manufactured", "colour", "seats",
        "transmission", "drive", "steering", "gross_weight_kg", "export_value_jpy", "bought_on",
        "remarks",
    )
}  # fmt: skip
"""What the table can be sorted by, and the SQL behind it."""
_OF_LOT = re.compile(r"\bl\.")
OF_OURS = ("state", "days_in_stock")
"""What vehicles that are only listed have none of: they follow ours, whatever the direction."""

FROM = """
    FROM vehicle v
    LEFT JOIN verdict d ON d.vehicle = v.id AND d.destination = :destination
"""
WITH_LOT = " LEFT JOIN lot l ON l.id = v.last_lot "


def select(
    what: str, query: Query, but: Iterable[str] = (), also: Iterable[str] = ()
) -> tuple[str, dict[str, Any]]:
    """Return the SQL for what is asked of all that a query finds, and its values.

    `but` names facets whose choices are left out; `also` are further conditions.
    """
    values: dict[str, Any] = {"destination": query.destination, "today": query.today}
    terms = [*conditions(query, values, but), *also]
    keys = (query.sort, *(key for key, _ in query.then))
    sorts = [column for key in keys for column in COLUMNS[key]]
    needs_lot = any(_OF_LOT.search(text) for text in (what, *sorts, *terms))
    sql = f"SELECT {what} {FROM} {WITH_LOT if needs_lot else ''}"
    return sql + (f" WHERE {' AND '.join(terms)}" if terms else ""), values


def conditions(query: Query, values: dict[str, Any], but: Iterable[str] = ()) -> list[str]:
    """Return the conditions of a query on `vehicle v`, `verdict d`, `lot l`; fills `values`."""
    terms = []
    if query.terms is not None or query.words.strip():
        read = search.plain_terms(query.words) if query.terms is None else query.terms
        terms += search.conditions(read, values)
    if query.verdicts and "verdict" not in but:
        terms.append(is_in("coalesce(d.outcome, '')", "verdict", query.verdicts, values))
    if query.findings:
        terms.append(is_in("d.findings", "findings", query.findings, values))
    if query.states and "state" not in but:
        terms.append(is_in("v.state", "state", query.states, values))
    if query.ours is not None:
        terms.append("v.state > ''" if query.ours else "v.state = ''")
    if query.batch is not None:
        terms.append("v.id IN (SELECT vehicle FROM lot WHERE batch = :batch)")
        values["batch"] = query.batch
    if query.shipment is not None:
        terms.append("v.id IN (SELECT vehicle FROM shipment_vehicle WHERE shipment = :shipment)")
        values["shipment"] = query.shipment
    if query.company is not None:
        terms.append("coalesce(v.company, 1) = :company")
        values["company"] = query.company
    if query.only is not None:
        terms.append(f"v.id IN ({','.join(str(int(number)) for number in query.only)})")
    if query.days is not None:
        terms.append(_aged(query.days))
    if query.sale_states:
        terms.append(sale_states.condition(query.sale_states, query.today, values))
    for facet, chosen in query.facets:
        if facet not in but:
            terms.append(facet_columns.condition(facet, chosen, query.today, values))
    return terms


def _aged(days: tuple[int | None, int | None]) -> str:
    first, last = days
    terms = [search.STILL_HERE]
    if first is None:
        terms.append(f"{search.DAYS_IN_STOCK} IS NULL")
    if first:
        terms.append(f"{search.DAYS_IN_STOCK} >= {int(first)}")
    if last is not None:
        terms.append(f"{search.DAYS_IN_STOCK} <= {int(last)}")
    return " AND ".join(terms)


def order(query: Query) -> str:
    """Return the order of a query: missing values last, equal ones by id."""
    keys = [(query.sort, query.descending), *query.then]
    ordered = [
        f"{term} IS NULL, {term}{' DESC' if descending else ''}"
        for key, descending in keys
        for term in COLUMNS[key]
        if term != "v.id"
    ]
    last = " DESC" if query.descending else ""
    return " ORDER BY " + ", ".join([*ordered, "v.id" + last])


def is_in(column: str, name: str, choices: Sequence[str | int], values: dict[str, Any]) -> str:
    """Return the condition that a column is one of some values; fills `values`."""
    values.update({f"{name}{i}": choice for i, choice in enumerate(choices)})
    marks = ",".join(f":{name}{i}" for i in range(len(choices)))
    return f"{column} IN ({marks})"
