"""Papers of the five voyages with what the program works out for them put in.

What a vehicle cost is made up; rates, codes and texts are worked out as the jobs do it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from broker_app.domain.credit import Credit, judge
from broker_app.domain.document import INVOICE, PaperForm, PrintedCheck, Snapshot
from broker_app.domain.money import Money
from broker_app.domain.paper_keys import RECKONED, keys_of
from broker_app.domain.rate import Rate, in_yen
from broker_app.jobs.books import Books
from broker_app.jobs.reckoning import code_values
from broker_app.papers.layout import Page, lay_out
from broker_app.reference import documents, end_use
from tests.papers.voyages import PEOPLE, VOYAGES, of_voyage

BOOKS = Books()
RATE = Rate(Decimal("151.37"), date(2026, 11, 23), "Umibe Bank TTM")
JUDGEMENT = {
    "list_control": "unlisted",
    "list_reason": "一般の中古自動車（装甲・特殊装備なし）",
    "catch_all": "two",
    "catch_all_reason": "HS第87類",
    "judged_by": "金田 美帆",
    "judge_title": "輸出課長",
    "judge_contact": "045-555-0178",
    "judge_approved_by": "浜 一郎",
}
CLEARED = {
    "permit_number": "1402 5550 4180",
    "permit_on": "2026-11-25",
    "bl_number": "UKLYOK2611-0442",
    "on_board_date": "2026-11-29",
    "customs_office": "横浜税関 大黒出張所",
    "bonded_area": "大黒ふ頭 T-3",
    "inspection_place": "Yokohama, Honmoku yard",
    "end_use": "road",
    "place_of_use": "Mombasa and Nairobi",
}
LEAD_NUMBER = "HAX-2026-0417"
_TEXTS = ("no_reexport", "no_military", "passed_on", "records", "breach")


def of_house(kind: str, name: str, *, draft: bool = False, **entered: str) -> Snapshot:
    """Return what a paper of a kind prints of a voyage; those of `entered` win."""
    frozen = of_voyage(kind, name, draft=draft, **(JUDGEMENT | CLEARED | entered))
    wanted = {key.removeprefix(RECKONED) for key in keys_of(documents.load()[kind])}
    lines = tuple(
        replace(line, reckoned=_chosen(_of_vehicle(name, place), wanted))
        for place, line in enumerate(frozen.lines)
    )
    checks = CHECKS.get(documents.load()[kind].checks, lambda name: ())(name)
    head = _chosen(_of_shipment(name), wanted)
    number = (
        LEAD_NUMBER if documents.load()[kind].numbered_with or kind == INVOICE else frozen.number
    )
    number = number if frozen.number else ""
    return replace(frozen, number=number, lines=lines, reckoned=head, checks=checks)


def every_page(name: str) -> Iterator[tuple[str, str, Page]]:
    """Yield every kind of paper of a voyage in each of its layouts: kind, layout, page."""
    for kind, known in documents.load().items():
        for layout in ("", *known.layouts):
            yield kind, layout, lay_out(of_house(kind, name), known, PaperForm(layout=layout))


def _chosen(values: Mapping[str, str], wanted: set[str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, values[key]) for key in sorted(values) if key in wanted and values[key])


def _of_shipment(name: str) -> dict[str, str]:
    shipment = VOYAGES[name].shipment
    yen = [in_yen(price, RATE) for _, price in VOYAGES[name].vehicles]
    country = shipment.port_of_discharge[:2]
    foreign = shipment.currency != "JPY"
    fields = end_use.shipped().fields
    return {
        "destination_code": country,
        "fob_jpy": str(sum(one.minor_units for one in yen if one)),
        "rate": f"{shipment.currency} 1 = JPY {RATE.rate}" if foreign else "",
        "rate_on": RATE.day.isoformat() if foreign else "",
        "rate_source": RATE.source if foreign else "",
        "pack_version": "2026.11.24",
        "pack_checked_on": "2026-11-22",
        "table_2_3": "outside",
        "inspection_scheme": BOOKS.markets[country].inspection.scheme,
        "refund_until": "2028-11-25",
    } | {key: fields[key].clause for key in _TEXTS}


def _of_vehicle(name: str, place: int) -> dict[str, str]:
    vehicle, price = VOYAGES[name].vehicles[place]
    yen = in_yen(price, RATE)
    assert yen is not None
    return {
        "fob_jpy": str(yen.minor_units),
        "small_value": "yes" if yen.minor_units <= 200_000 else "",
        "table_2_3": "outside",
        "purchase_jpy": str(411_000 + 10_000 * place),
        "input_tax_jpy": str(41_100 + 1_000 * place),
        "recycling_jpy": str(9_830 + 100 * place),
        "deposit_jpy": str(9_450 + 100 * place),
    } | code_values(vehicle, BOOKS)


def credit_of(name: str, **changes: str) -> Credit:
    """Return a credit and a shipment as the check sheet compares them."""
    voyage = VOYAGES[name]
    shipment, said = voyage.shipment, {**voyage.entered, **CLEARED, **changes}
    sums = sum(price.minor_units for _, price in voyage.vehicles)
    currency, _, units = said.get("lc_amount", "").partition(" ")
    insured, _, cover = said.get("insurance_amount", "").partition(" ")
    return Credit(
        said=said,
        total=Money(sums + shipment.freight + shipment.insurance, shipment.currency),
        amount=Money(int(units), currency) if units else None,
        insured=Money(int(cover), insured) if cover else None,
        incoterm=shipment.incoterm,
        units=len(voyage.vehicles),
        buyer=PEOPLE[shipment.buyer or 0].name,
        port_of_loading="YOKOHAMA, JAPAN",
        port_of_discharge="COLOMBO, SRI LANKA",
        etd=shipment.etd,
        known=tuple(BOOKS.ports.values()),
    )


def _credit_checks(name: str) -> tuple[PrintedCheck, ...]:
    credit = credit_of(name)
    judged = [(rule, judge(rule.id, credit)) for rule in BOOKS.credit_rules]
    return tuple(
        PrintedCheck(
            subject=rule.subject,
            asked=rule.asked,
            found=said.found,
            met=said.met,
            source=rule.source,
        )
        for rule, said in judged
    )


def _release_checks(name: str) -> tuple[PrintedCheck, ...]:
    voyage = VOYAGES[name]
    vehicle, _ = voyage.vehicles[0]
    car = f"1. {vehicle.chassis_number}"
    buyer = PEOPLE[voyage.shipment.buyer or 0].name
    rows = (
        ("law_bars", voyage.shipment.number, f"etd {voyage.shipment.etd}, vehicles 3", "yes"),
        ("runners", car, f"{car[3:]} lacks runner. Let pass by S. Hama: the yard tried it", "no"),
        ("screening_fresh", buyer, f"{buyer}: cannot be told, day of search is not known.", ""),
    )
    return tuple(_release_check(*row) for row in rows)


def _release_check(check: str, subject: str, found: str, met: str) -> PrintedCheck:
    known = BOOKS.release_checks.find(check)
    assert known is not None
    asked = f"{known.title['ja']} / {known.title['en']}"
    return PrintedCheck(
        subject=subject, asked=asked, found=found, met=met, source=f"{check} {known.version}"
    )


CHECKS = {"credit": _credit_checks, "release": _release_checks}
