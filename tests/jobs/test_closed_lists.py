"""Values of closed lists are said in words wherever somebody reads them, in the language in use."""

import pytest

from broker_app import words
from broker_app.domain import attachment, cost, document, offer, party, shipment
from broker_app.domain.report import ReportColumn, ReportKind
from broker_app.domain.state import STATES
from broker_app.domain.vehicle import SPEC
from broker_app.jobs import editing, explaining_reports, names
from broker_app.jobs.recounting import _plain

SAME_EVERYWHERE = {"AT", "MT", "CVT", "DCT", "2WD", "4WD", "FF", "FR", "SUV", "LPG", "CNG"}
"""What the trade writes in these letters in Japanese too."""
STORED = {
    ("vehicle", "state"): STATES,
    ("shipment", "state"): shipment.STATES,
    ("party", "kind"): party.KINDS,
    ("party", "ownership"): party.OWNERSHIPS,
    ("party", "screening"): party.SCREENINGS,
    ("cost", "kind"): cost.KINDS,
    ("attachment", "kind"): attachment.KINDS,
    ("document", "state"): document.STATES,
    ("offer", "state"): offer.KEPT_STATES,
}


@pytest.fixture(autouse=True)
def japanese():
    with words.speaking("ja"):
        yield


def is_said(text):
    return text in SAME_EVERYWHERE or any(letter > "\u3000" for letter in text)


@pytest.mark.parametrize("name", [name for name, spec in SPEC.items() if spec.choices])
def test_choices_of_facts_are_words_and_are_read_back(name):
    for choice in SPEC[name].choices:
        said = words.value(name, choice)
        assert is_said(said), (name, choice)
        assert editing.read_value(name, said) == choice


def test_bodies_of_the_table_of_models_are_words_and_are_read_back():
    assert "kei suv" in words.choices_of("body")
    for body in words.choices_of("body"):
        said = words.value("body", body)
        assert is_said(said), body
        assert editing.read_value("body", said) == body
    assert editing.read_value("body", "霊柩車") == "霊柩車"  # others may stand there too


@pytest.mark.parametrize(("table", "column"), STORED)
def test_the_history_says_stored_values_in_words(table, column):
    for value in filter(None, STORED[table, column]):
        assert is_said(_plain(table, column, value)), value


def test_a_vehicle_is_called_alike_in_reports_and_in_the_window():
    column = ReportColumn("vehicle", ReportKind.NAME, 40)
    assert explaining_reports.said(column, "TOYOTA PRIUS S TOURING") == "トヨタ プリウス S TOURING"
    assert names.vehicle_name("TOYOTA", "PRIUS", "S TOURING") == "トヨタ プリウス S TOURING"
    assert explaining_reports.said(column, "LADA NIVA") == "LADA NIVA"
    assert explaining_reports.said(column, "") == ""
    with words.speaking("en"):
        assert explaining_reports.said(column, "TOYOTA PRIUS") == "Toyota Prius"
