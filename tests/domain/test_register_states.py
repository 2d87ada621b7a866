from dataclasses import replace
from datetime import date

import pytest

from broker_app.domain.registers import (
    Aboard,
    deposit_jpy,
    inspection_state,
    kept_until,
    proof_state,
    refund_deadline,
    refund_state,
)

TODAY = date(2026, 11, 22)


def one(ship: dict[str, str] | None = None, car: dict[str, str] | None = None, **more):  # type: ignore[no-untyped-def]
    return Aboard(shipment=1, of_ship=ship or {}, of_car=car or {}, **more)


@pytest.mark.parametrize(
    ("permit_on", "car", "state"),
    [
        ("", {}, "before"),
        ("2026-11-01", {}, "open"),
        ("2025-05-23", {}, "open"),
        ("2025-05-22", {}, "near"),
        ("2024-11-22", {}, "near"),
        ("2024-11-21", {}, "late"),
        ("2024-11-21", {"refund_filed_on": "2024-12-01"}, "filed"),
        ("2024-11-21", {"refund_received_on": "2025-01-10"}, "received"),
    ],
)
def test_a_refund_is_applied_for_within_two_years_of_the_permit(
    permit_on: str, car: dict[str, str], state: str
) -> None:
    assert refund_state(one({"permit_on": permit_on} if permit_on else {}, car), TODAY) == state


def test_days_that_a_permit_sets() -> None:
    assert refund_deadline("2024-02-29") == date(2026, 2, 28)
    assert kept_until("2026-12-01") == date(2036, 12, 1)
    assert refund_deadline("") is None


def test_a_deposit_is_the_sum_of_its_parts_in_yen() -> None:
    parts = {"deposit_dust": "JPY 7000", "deposit_gas": "JPY 1650", "deposit_airbag": "USD 5"}
    assert deposit_jpy(parts) == 8650
    assert deposit_jpy({}) is None


@pytest.mark.parametrize(
    ("ship", "car", "required", "state"),
    [
        ({}, {}, False, "none"),
        ({}, {}, True, "missing"),
        ({"inspection_body": "JEVIC"}, {}, False, "missing"),
        ({"inspection_on": TODAY.isoformat()}, {}, True, "asked"),
        ({"inspection_reference": "K-1"}, {}, True, "asked"),
        ({"inspection_on": "2026-11-20"}, {}, True, "late"),
        ({"inspection_on": "2026-11-20"}, {"inspection_number": "K-1"}, True, "passed"),
        ({}, {"inspection_number": "K-1"}, True, "passed"),
        ({}, {"inspection_number": "K-1", "inspection_result": "failed"}, True, "failed"),
        ({}, {"inspection_number": "K-1", "inspection_until": "2026-12-05"}, True, "expired"),
        ({}, {"inspection_number": "K-1", "inspection_until": "2026-12-06"}, True, "passed"),
    ],
)
def test_an_inspection_has_to_hold_on_the_day_of_sailing(
    ship: dict[str, str], car: dict[str, str], required: bool, state: str
) -> None:
    assert inspection_state(one(ship, car, etd="2026-12-06"), required, TODAY) == state


@pytest.mark.parametrize(
    ("ship", "sailed", "state"),
    [
        ({}, False, "before"),
        ({}, True, "missing"),
        ({"permit_number": "1", "permit_on": "2026-11-01"}, False, "kept"),
        (
            {"permit_number": "1", "permit_on": "2026-11-01", "permit_exporter": "asagiri "},
            1,
            "kept",
        ),
        (
            {"permit_number": "1", "permit_on": "2026-11-01", "permit_exporter": "LENDER"},
            1,
            "notice",
        ),
        (
            {
                "permit_number": "1",
                "permit_on": "2026-11-01",
                "permit_exporter": "LENDER",
                "notice_issued": "yes",
            },
            True,
            "kept",
        ),
    ],
)
def test_a_lent_name_on_the_permit_needs_its_notice(
    ship: dict[str, str], sailed: bool, state: str
) -> None:
    held = one(ship, state="sailed" if sailed else "booked")
    assert proof_state(held, "ASAGIRI") == state
    if sailed:
        for later in ("documents_sent", "closed"):
            assert proof_state(replace(held, state=later), "ASAGIRI") == state
