"""Of each check before release, shipments that trip it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from broker_app.domain.bl_draft import Entered
from broker_app.domain.disposition import Screening
from broker_app.domain.document import PrintedParty
from broker_app.domain.margin import Margin
from broker_app.domain.missing import Missing
from broker_app.domain.money import Money
from broker_app.domain.party import Party
from broker_app.domain.release.docket import Docket
from broker_app.domain.sale import Settlement
from broker_app.domain.verdict import Outcome
from tests.domain.dockets import (
    BOX_KEPT,
    BUYER,
    CAR,
    CHASSIS,
    CI,
    DETAILS,
    ENTERED,
    GOOD,
    LINE,
    NAS,
    PL,
    SHIP,
    TODAY,
    box,
    by_hand,
    car,
    details,
    draft,
    invoice,
    no_boxes,
    paper,
    person,
    refused,
    ship,
    to_lanka,
    usd,
    vehicle,
    vehicle_in_box,
    verdict,
)

OTHER_GOODS = (("lc_goods", "USED MOTORCYCLES"),)
TRIPS: dict[str, Callable[[], list[Docket]]] = {
    "on_two_shipments": lambda: [car(elsewhere="SH-2")],
    "sold_twice": lambda: [car(sold_twice=True)],
    "chassis_agrees": lambda: [
        paper(chassis_number="KSP130-1234568"),
        vehicle(chassis_number=None),
        invoice(lines=(replace(LINE, chassis_number="KSP130 1234567"),)),
        draft(units="KSP130-1234568 970 KGS 9.878 M3"),
        draft(units=f"{CHASSIS} 970 KGS 9.878 M3\nTRJ150-0087421"),
        draft(units=""),
    ],
    "certificate_there": lambda: [car(certificate=None), car(files=frozenset())],
    "certificate_declared": lambda: [paper(scheduled_on="2026-11-27"), paper(scheduled_on="")],
    "certificate_sails": lambda: [paper(scheduled_on="2026-12-05")],
    "certificate_soon": lambda: [paper(scheduled_on="2026-12-06")],
    "certificate_returned": lambda: [paper(scheduled_on="2026-11-21")],
    "certificate_owner": lambda: [car(owner="differs"), car(owner="")],
    "certificate_agrees": lambda: [car(differs_in=("displacement_cc",))],
    "party_listed": lambda: [
        person(screening=Screening("hit", "hit", "unscreened")),
        person(screening=Screening("confirmed", "hit", "designated")),
        person(screening=Screening("cannot_decide", "no_lists", "unscreened")),
        person(screening=None),
    ],
    "party_by_hand": lambda: [by_hand()],
    "ownership_asked": lambda: [
        person(party=replace(BUYER.party, ownership=answer)) for answer in ("", "unknown")
    ],
    "screening_fresh": lambda: [
        person(screening=Screening("clear", "searched", "clear", searched_at="2026-11-14"))
    ],
    "law_bars": lambda: [
        car(verdict=verdict(Outcome.BLOCKED)),
        car(verdict=None),
        ship(etd=""),
        replace(GOOD, cars=()),
    ],
    "law_undecided": lambda: [
        car(verdict=verdict(Outcome.REVIEW)),
        car(verdict=verdict(Outcome.CONDITIONAL)),
    ],
    "market_refuses": lambda: [refused("MARKET_CLOSED")],
    "market_unsure": lambda: [refused("NO_RULE", "needs_review"), replace(GOOD, market=None)],
    "too_old": lambda: [refused("AGE_OVER_MAX")],
    "wrong_wheel": lambda: [refused("STEERING_BANNED")],
    "end_use_undertaking": lambda: [
        person(papers=()),
        person(papers=(replace(BUYER.papers[0], valid_until="2026-12-05"),)),
        person(papers=(replace(BUYER.papers[0], covers=("OTHER-99999",)),)),
    ],
    "red_flags": lambda: [replace(GOOD, red_flags="red_flags")],
    "invoice_total": lambda: [invoice(total=503_001), invoice(fob=1, total=103_001)],
    "one_currency": lambda: [
        car(sale=replace(CAR.sale, currency="JPY")),
        car(paid_in=frozenset({"EUR"})),
        details(lc_amount="EUR 503000"),
    ],
    "charges": lambda: [ship(freight=0), ship(insurance=0), car(fob=usd(0))],
    "below_cost": lambda: [
        car(margin=Margin(Money(1, "JPY"), Money(2, "JPY"))),
        car(margin=Margin(None, None, (Missing("cost", "purchase"),))),
    ],
    "price_named": lambda: [car(sale=replace(CAR.sale, price=100)), car(sale=None)],
    "sizes": lambda: [vehicle(volume_m3=9.9), vehicle(length_mm=None)],
    "papers_add_up": lambda: [
        invoice(lines=(replace(LINE, weight_kg=980),)),
        draft(weight_kg="980 KGS"),
        draft(volume_m3=""),
    ],
    "tariff_code": lambda: [car(code_against=("powertrain",))],
    "tariff_digit": lambda: [vehicle(hs_code="8703219159")],
    "displacement_bound": lambda: [car(crosses=(1_500,))],
    "tariff_table": lambda: [car(is_unlisted=True)],
    "consignee_agrees": lambda: [
        invoice(consignee=PrintedParty(name="ANOTHER")),
        draft(consignee="MAWIMBI PLOT 8"),
        draft(consignee=""),
    ],
    "consignee_complete": lambda: [
        person(party=replace(BUYER.party, tax_id="")),
        person(party=replace(BUYER.party, address=("P.O. BOX 1",), city="")),
        person(party=replace(BUYER.party, name="TO ORDER OF BANK")),
        replace(GOOD, people=()),
    ],
    "references": lambda: [details(idf="")],
    "ports": lambda: [replace(GOOD, discharge=None), ship(final_destination="UG")],
    "vessel_screened": lambda: [
        ship(vessel="OKITSU STAR"),
        details(local_vessel="FEEDER STAR"),
        replace(GOOD, people=(BUYER,)),
        replace(GOOD, people=(BUYER, replace(SHIP, party=Party(id=2, name="SHIRANAMI")))),
    ],
    "vessel_named": lambda: [ship(vessel="TBA"), ship(voyage="")],
    "days_in_order": lambda: [
        details(declare_on="2026-11-21"),
        details(on_board_date="2026-11-28", yard_in_on="2026-11-29"),
    ],
    "cut_kept": lambda: [
        details(yard_in_on="2026-12-01"),
        details(yard_in_on="", cargo_cut="2026-11-21"),
    ],
    "inspected": lambda: [
        car(entered={}),
        car(entered={"inspection_number": "Q"}),
        car(entered={"inspection_number": "Q", "inspected_on": "2026-12-07"}),
        car(entered=CAR.entered | {"inspection_result": "failed"}),
        car(entered=CAR.entered | {"inspection_until": "2026-12-05"}),
    ],
    "batteries": lambda: [
        replace(vehicle(powertrain="electric")),
        car(
            record=replace(CAR.record, powertrain="hybrid"),
            un_number="",
        ),
        replace(no_boxes(), cars=vehicle(powertrain="electric").cars),
    ],
    "runners": lambda: [no_boxes()],
    "container_mass": lambda: [
        box(BOX_KEPT | {"vgm_kg": ""}),
        box(BOX_KEPT | {"vgm_kg": "30500"}),
        box(BOX_KEPT | {"vgm_kg": "3600"}),
        box(BOX_KEPT | {"loose_kg": "400"}),
        car(entered=CAR.entered | {"parts_kg": "400"}),
    ],
    "container_number": lambda: [box(number="CSQU3054384"), box(seal="")],
    "container_room": lambda: [
        vehicle_in_box(length_mm=5_600),
        vehicle_in_box(width_mm=2_300),
        box(BOX_KEPT | {"loose_kg": "28000"}),
    ],
    "credit_kept": lambda: [
        details(lc_amount="USD 502999"),
        details(lc_latest_shipment="2026-12-05"),
        details(lc_expiry="2026-12-05"),
        details(on_board_date="2026-12-06", sent_on="2026-12-28"),
        details(lc_expiry=""),
        details(lc_expiry="2026-12-20", sent_on="2026-12-21"),
        details(lc_port_of_loading="NAGOYA, JAPAN"),
        details(lc_port_of_loading="A HARBOUR OF THE BAY"),
        details(lc_port_of_discharge=""),
        replace(details(), discharge=None),
        details(lc_partial="not_allowed"),
        details(lc_partial="not_allowed", lc_units="2"),
        details(lc_units="0"),
        details(lc_transhipment="not_allowed", via="COLOMBO"),
        details(lc_goods=""),
        replace(GOOD, issued=(*GOOD.issued, replace(CI, kind="CI-B", particulars=OTHER_GOODS))),
    ],
    "credit_first": lambda: [
        replace(to_lanka(), entered=replace(ENTERED, shipment=DETAILS | {"lc_date": "2026-12-07"})),
        replace(to_lanka(), entered=replace(ENTERED, shipment=DETAILS | {"lc_date": ""})),
    ],
    "insured": lambda: [
        details(insurance_amount="USD 553299"),
        details(insured_on="2026-12-07"),
        details(policy=""),
    ],
    "paid": lambda: [car(settlement=Settlement(usd(400_000), usd(1))), car(settlement=None)],
    "bank_agrees": lambda: [
        replace(GOOD, issued=(replace(CI, bank=("OTHER",)),)),
        replace(GOOD, bank=()),
    ],
    "photographs": lambda: [car(lacks=("chassis_photo",))],
    "papers_complete": lambda: [
        replace(GOOD, gaps=("payment_terms",)),
        replace(GOOD, gaps=("displacement_cc:1",)),
    ],
    "numbers_kept": lambda: [
        replace(GOOD, taken=("AMX-2026-0001",)),
        replace(GOOD, kept=(replace(GOOD.kept[0], is_intact=False),)),
        replace(GOOD, kept=(GOOD.kept[0], replace(GOOD.kept[0], revision=2))),
    ],
    "latin_letters": lambda: [replace(GOOD, not_latin=("marks",))],
    "two_people": lambda: [replace(GOOD, second=" Sato ")],
    "chassis_alike": lambda: [car(alike=("KSPI30-1234567",))],
    "bank_screened": lambda: [details(lc_bank="BANK OF MOMBASA")],
    "judgement_made": lambda: [
        replace(GOOD, issued=(CI, PL)),
        replace(GOOD, pack="2026.12"),
        replace(GOOD, issued=(CI, PL, replace(NAS, lines=()))),
        replace(GOOD, kept=(*GOOD.kept[:2], replace(GOOD.kept[2], state="cancelled"))),
    ],
    "below_market": lambda: [car(fob_jpy=489_999)],
    "carrier_measure": lambda: [
        car(entered={"carrier_m3": "10.175"}),
        car(entered={"carrier_m3": "9.5"}),
        car(entered={"carrier_m3": "9.5"}, record=replace(CAR.record, height_mm=None)),
    ],
    "tariff_fresh": lambda: [
        replace(GOOD, tariff_checked_on=date(2025, 11, 21)),
        replace(GOOD, tariff_checked_on=None),
    ],
    "draft_agrees": lambda: [draft(vessel="SHIRANAMI 2"), draft(vessel=""), draft(marks="AB")],
    "draft_approved": lambda: [
        replace(GOOD, draft=None),
        replace(GOOD, draft=replace(GOOD.draft, entered=Entered())),
        replace(GOOD, draft=replace(GOOD.draft, rows=GOOD.draft.rows[1:])),
    ],
    "term_place": lambda: [
        replace(GOOD, discharge=replace(GOOD.discharge, roles=("load",))),
        replace(GOOD, discharge=replace(GOOD.discharge, roles=("inland",))),
        replace(ship(incoterm="FOB"), loading=replace(GOOD.loading, roles=("discharge",))),
        replace(GOOD, issued=(replace(CI, incoterm_place="YOKOHAMA, JAPAN"),)),
    ],
    "dangerous_entry": lambda: [
        replace(
            GOOD,
            issued=(replace(CI, kind="DG", lines=(replace(LINE, un_number="UN 3171"),)),),
            cars=car(un_number="UN 3556").cars,
        )
    ],
    "origin_copied": lambda: [replace(GOOD, not_copied=(("COO", "7 MARKS"),))],
    "recycling_asked": lambda: [
        car(entered={}),
        replace(details(permit_on="2025-05-22"), today=TODAY),
    ],
    "proofs_name_chassis": lambda: [
        car(entered={"permit_chassis": "shown", "bl_chassis": "lacking"}),
        replace(car(entered={"permit_chassis": "shown"}), draft=None),
        car(entered={"bl_chassis": "shown"}),
        details(permit_number=""),
        details(bl_number=""),
        draft(units="KSP130-1234568 970 KGS 9.878 M3"),
        draft(units="TRJ150-0087421"),
        car(record=replace(CAR.record, chassis_number=None)),
    ],
    "exporter_on_permit": lambda: [
        replace(GOOD, exporter="differs"),
        replace(GOOD, exporter="unclear"),
        details(permit_exporter=""),
    ],
    "templates_sound": lambda: [replace(GOOD, faulty_templates=("CI",))],
}
