"""The tariff code in words: the line, what it rests on, what is open."""

from broker_app import words
from broker_app.domain.facts import Basis, Origin
from broker_app.domain.vehicle import Vehicle
from broker_app.jobs.books import Books
from broker_app.jobs.classifying import as_json, classified, code_text, sentence


def test_one_line_is_said_with_its_statistical_code(books: Books) -> None:
    vehicle = Vehicle(vehicle_class="car", powertrain="petrol", displacement_cc=1496)
    found = classified(vehicle, books)
    assert code_text(found) == "8703.22-910, NACCS digit 2"
    assert sentence(found).endswith("From class car, powertrain petrol, displacement 1,496 cc.")
    words.use("ja")
    assert code_text(found) == "8703.22-910、NACCS用 2"
    assert "根拠：" in sentence(found)


def test_what_is_open_is_named(books: Books) -> None:
    vehicle = Vehicle(vehicle_class="car", powertrain="hybrid")
    found = classified(vehicle, books)
    assert code_text(found) == "8703"
    assert sentence(found).endswith("Open until fuel is settled.")
    coarse = Vehicle(vehicle_class="car", powertrain="petrol", displacement_cc=1500)
    coarse.displacement_precision_cc = 100
    assert code_text(classified(coarse, books)) == "8703"
    assert sentence(classified(coarse, books)).endswith("Open until displacement is settled.")
    guess = Vehicle(vehicle_class="car", powertrain="electric")
    guess.origins = {"powertrain": Origin(Basis.INFERRED, "model_codes")}
    assert sentence(classified(guess, books)).endswith("Open until powertrain is settled.")


def test_without_a_class_nothing_follows(books: Books) -> None:
    found = classified(Vehicle(displacement_cc=1496), books)
    assert code_text(found) == ""
    assert sentence(found) == "No HS code follows from what is known; it needs class."


def test_the_command_line_tells_lines_with_source_and_confidence(books: Books) -> None:
    told = as_json(classified(Vehicle(hs_code="8703.23"), books))
    assert told["codes"] == ["870323"]
    assert {line["statistical"] for line in told["lines"]} == {"870323915", "870323925"}
    assert all(line["source"] and line["confidence"] == "sourced" for line in told["lines"])
    assert told["rests_on"] == {"hs_code": "8703.23"}


def test_a_model_code_of_mild_and_full_hybrids_is_named(books: Books) -> None:
    swift = Vehicle(model_code="ZC53S", hs_code="870322", powertrain="mild_hybrid")
    found = classified(swift, books)
    assert "ZC53S covers cars of different powertrains" in sentence(found)
    assert as_json(found)["shared_model_code"] == "ZC53S"
    assert "ZC53S" in sentence(classified(Vehicle(model_code="ZC53S"), books))
    assert not classified(Vehicle(model_code="MA36S"), books).shared_code
