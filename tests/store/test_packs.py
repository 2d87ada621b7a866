from datetime import date
from pathlib import Path

from broker_app import paths, words
from broker_app.domain.question import Question
from broker_app.jobs import explaining, importing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import packs
from broker_app.store.database import Database


def test_vehicles_are_counted_by_the_rules_they_meet(db: Database, tmp_path: Path) -> None:
    question = Question("RU", date(2026, 12, 22))
    file = paths.resources() / "demo" / "minato-results.csv"
    importing.import_list(db, silent, file, Books(), question, "sato", date(2026, 11, 22))
    counts = packs.count_by_rule(db.connection, "RU")
    by_hand: dict[str, list[int]] = {}
    for (vehicle,) in db.connection.execute("SELECT id FROM vehicle").fetchall():
        found = packs.verdict_of(db.connection, vehicle, "RU")
        assert found is not None
        for finding in found[0].findings:
            by_hand.setdefault(finding.rule, [0, 0])[finding.undecided] += 1
    assert counts == {rule: (fired, waits) for rule, (fired, waits) in by_hand.items()}
    assert counts["JP-RU-IND-2308-ICE1900"][0] > 0
    assert packs.count_by_rule(db.connection, "KE") == {}


def test_a_stored_finding_has_days_where_it_had_days(db: Database, tmp_path: Path) -> None:
    question = Question("RU", date(2026, 12, 22))
    file = paths.resources() / "demo" / "minato-results.csv"
    importing.import_list(db, silent, file, Books(), question, "sato", date(2026, 11, 22))
    found = [packs.verdict_of(db.connection, n, "RU") for n in range(1, 30)]
    findings = [one for known in found if known for one in known[0].findings]
    promulgated = [one.promulgated for one in findings if one.promulgated]
    assert promulgated
    assert all(isinstance(day, date) for day in promulgated)
    words.use("ja")
    said = [explaining.since(one) for one in findings if one.promulgated]
    assert not [text for text in said if "-" in text]
