"""Today: for every kind something that makes its line, and the mending that takes it away."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from broker_app import paths, words
from broker_app.domain.cost import Cost
from broker_app.domain.due import Due, Urgency, lines_of
from broker_app.domain.party import Party
from broker_app.domain.party_paper import PartyPaper
from broker_app.domain.payment import Payment
from broker_app.domain.question import Question
from broker_app.domain.rate import Rate
from broker_app.domain.state import Ageing
from broker_app.errors import Cancelled
from broker_app.jobs import (
    backing_up,
    costing,
    doors,
    due,
    editing,
    explaining_reports,
    explaining_today,
    moving,
    party_papers,
    paying,
    sanctions_lists,
    screening,
    searching,
    selling,
    today,
    undoing,
)
from broker_app.jobs.books import Books
from broker_app.jobs.moving import Order
from broker_app.jobs.progress import silent
from broker_app.jobs.suggesting import suggest_stock
from broker_app.store import backup, stock_figures
from broker_app.store.database import Database
from tests.intake.listed_samples import MADE_UP
from tests.jobs.test_stock_doors import put
from tests.jobs.voyages import TODAY

QUESTION = Question("RU", date(2026, 12, 22))


def find(
    db: Database, books: Books, source: str, on: date = TODAY, question: Question = QUESTION
) -> today.Found:
    asked = today.Asked(books, question, on, db.path)
    return today.ask(db.connection, silent, source, asked)


def kinds(db: Database, books: Books, source: str, on: date = TODAY) -> list[str]:
    return [one.kind for one in find(db, books, source, on).due]


def sentences(found: today.Found) -> list[str]:
    said = []
    for language in words.LANGUAGES:
        words.use(language)
        said += [due.said(piece) for one in found.due for piece in (one, *one.parts)]
    words.use("en")
    assert not [text for text in said if "{" in text or text.startswith("due.")]
    return said


def test_verdicts_wait_by_what_is_missing_until_it_is_entered(
    stock: Database, books: Books
) -> None:
    assert find(stock, books, "review") == today.Found()
    editing.type_fact(stock, silent, books, QUESTION, 2, "displacement_cc", None, "sato", "seen")
    (listed,) = find(stock, books, "review").due
    assert (listed.kind, listed.urgency(TODAY)) == ("review_listed", Urgency.LATER)
    moving.move(stock, silent, [2], Order("bought", TODAY - timedelta(days=9)), "sato")
    found = find(stock, books, "review")
    ours = next(one for one in found.due if one.kind == "review")
    assert (ours.count, ours.day, ours.since) == (1, "2026-11-13", True)
    assert ours.urgency(TODAY) is Urgency.TODAY
    missing = [part.target for part in ours.parts if part.kind == "review_missing"]
    assert missing
    assert any("is missing" in text for text in sentences(found))
    editing.type_fact(stock, silent, books, QUESTION, 2, "displacement_cc", 2693, "sato", "seen")
    assert find(stock, books, "review") == today.Found()


def test_a_door_of_the_stock_closes_and_is_gone_when_the_car_is_sold_at_home(
    db: Database, books: Books
) -> None:
    put(db, {"first_registered": "2019-03"}, {"first_registered": "2019-06"})
    assert not find(db, books, "doors").due
    moving.move(db, silent, [1, 2], Order("bought", TODAY), "sato")
    found = find(db, books, "doors")
    kenya = next(one for one in found.due if one.target == "KE")
    assert (kenya.count, kenya.vehicles, kenya.day) == (2, (1, 2), "2026-11-27")
    assert kenya.urgency(TODAY) is Urgency.WEEK
    assert "Kenya: last day to load 2 vehicles is 27 Nov 2026." in sentences(found)
    best = doors.doors(db.connection, silent, books, TODAY, 60).best
    assert {number for those in found.best.values() for number in those} == set(best) == {1, 2}
    moving.move(db, silent, [1, 2], Order("sold_at_home", TODAY), "sato")
    assert find(db, books, "doors") == today.Found()


def test_the_best_market_is_the_first_that_is_suggested(db: Database, books: Books) -> None:
    put(db, {"first_registered": "2021-03"}, {"first_registered": "1990-03"})
    moving.move(db, silent, [1, 2], Order("bought", TODAY), "sato")
    best = doors.doors(db.connection, silent, books, TODAY, 60).best
    for one in suggest_stock(db.connection, books, TODAY, chosen=[1, 2]):
        assert one.advice is not None
        first = one.advice.markets[0].market.id if one.advice.markets else ""
        assert best[one.row] == first


def test_a_very_large_stock_is_worked_through_only_when_asked(
    db: Database, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(db, *[{"first_registered": "2019-03"}] * 3)
    moving.move(db, silent, [1, 2, 3], Order("bought", TODAY), "sato")
    monkeypatch.setattr(today, "MOST_BY_ITSELF", 2)
    assert find(db, books, "doors") == today.Found(left=3)
    asked = today.Asked(books, QUESTION, TODAY, db.path, every=True)
    assert today.ask(db.connection, silent, "doors", asked).due

    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        today.ask(db.connection, stop, "doors", asked)


def sell(db: Database, due_on: str) -> int:
    buyer = editing.save_party(db, Party(name="MAWIMBI", country="KE"), "sato")[0]
    given = {"buyer": buyer, "price": 600_000, "currency": "USD", "due_on": due_on}
    selling.sell(db, 1, given, "sato", TODAY)
    return buyer


def test_a_balance_is_due_soon_then_overdue_then_paid(stock: Database, books: Books) -> None:
    sell(stock, "2026-11-30")
    found = find(stock, books, "sales")
    (near,) = found.due
    assert (near.kind, near.day, near.overdue, near.vehicle) == (
        "payment_near", "2026-11-30", False, 1,
    )  # fmt: skip
    assert any("owes USD 6,000.00" in text for text in sentences(found))
    assert kinds(stock, books, "sales", date(2026, 11, 10)) == []
    (late,) = find(stock, books, "sales", date(2026, 12, 1)).due
    assert (late.kind, late.overdue) == ("unpaid", True)
    paid = Payment(amount=600_000, currency="USD", day=TODAY.isoformat())
    paying.put_payment(stock, 1, paid, "sato", TODAY)
    assert kinds(stock, books, "sales", date(2026, 12, 1)) == []


def test_a_currency_in_use_needs_a_fresh_rate(stock: Database, books: Books) -> None:
    assert find(stock, books, "rates") == today.Found()
    sell(stock, "")
    found = find(stock, books, "rates")
    assert [one.values["currency"] for one in found.due] == ["USD"]
    assert sentences(found)
    costing.put_rate(stock, "USD", Rate(Decimal(150), date(2026, 10, 1), "TTM"), "sato", TODAY)
    (old,) = find(stock, books, "rates").due
    assert (old.kind, old.day, old.since) == ("rate_old", "2026-10-01", True)
    costing.put_rate(stock, "USD", Rate(Decimal(150), TODAY, "TTM"), "sato", TODAY)
    found = find(stock, books, "rates")
    assert (found.due, [one.kind for one in found.fine]) == ((), ["rates"])


def test_the_rules_grow_old(stock: Database, books: Books) -> None:
    checked = books.pack.checked_on
    days = {30: [], 80: ["pack_soon"], 91: ["pack_old"]}
    for ahead, wanted in days.items():
        export = Question("RU", checked + timedelta(days=ahead))
        found = find(stock, books, "rules", checked, export)
        assert [one.kind for one in found.due] == wanted
        assert bool(found.fine) is not bool(wanted)
        assert sentences(found) or not wanted


@pytest.fixture
def few(books: Books) -> Books:
    """Books that know three lists, of which two entries are a complete copy."""
    made, known = Books(), books.sanctions_lists
    names = ("jp-meti-russia", "jp-meti-third-country", "un")
    made.__dict__["sanctions_lists"] = {name: replace(known[name], least=2) for name in names}
    return made


def install(db: Database, books: Books, *names: str) -> None:
    sanctions_lists.install(db, silent, books, [MADE_UP / name for name in names], "sato", TODAY)


def test_lists_are_missing_then_fresh_then_stale(db: Database, few: Books) -> None:
    assert find(db, few, "lists") == today.Found()  # nobody is there to be searched for
    editing.save_party(db, Party(name="Kazamidori Motors"), "sato")
    found = find(db, few, "lists")
    (missing,) = found.due
    assert (missing.kind, missing.count, missing.target) == ("lists_missing", 3, "sanctions")
    assert sentences(found)
    install(db, few, "russia.txt", "third_country.txt", "un.xml")
    found = find(db, few, "lists")
    assert (found.due, found.fine[0].values["count"]) == ((), 3)
    late = find(db, few, "lists", TODAY + timedelta(days=15))
    assert [one.kind for one in late.due] == ["list_stale"] * 3
    assert sentences(late)


def test_hits_wait_for_a_decision_and_strong_ones_for_a_second(db: Database, few: Books) -> None:
    party, _ = editing.save_party(db, Party(name="Mihon Trading Co., Limited"), "sato")
    assert find(db, few, "screening") == today.Found()
    install(db, few, "russia.txt", "third_country.txt", "un.xml")
    searching.screen(db, silent, few, "sato", TODAY, None)
    found = find(db, few, "screening")
    (hits,) = found.due
    assert (hits.kind, hits.target) == ("hits", party)
    assert sentences(found)
    held = screening.of_parties(db.connection, few, TODAY)[party]
    assert hits.count == len(held.open) > 0
    for one in held.open:
        entry = screening.entry_key(one.hit)
        screening.decide(
            db, few, party, entry, "no_match", "different_address", "seen", "sato", TODAY
        )
    second = find(db, few, "screening")
    assert [one.kind for one in second.due] == ["hits_second"]
    assert sentences(second)
    held = screening.of_parties(db.connection, few, TODAY)[party]
    for one in held.open:
        screening.agree(db, few, party, screening.entry_key(one.hit), "kaneda", TODAY)
    assert find(db, few, "screening") == today.Found()


def test_a_paper_of_a_party_ends_until_a_later_one_comes(db: Database, books: Books) -> None:
    party, _ = editing.save_party(db, Party(name="KOPJE MOTORS"), "sato")
    paper = PartyPaper(
        party=party, kind="end_use_undertaking", issued_on="2026-01-10", valid_until="2026-12-10"
    )
    party_papers.add_paper(db, silent, books, paper, None, "sato")
    found = find(db, books, "party_papers")
    assert [(one.kind, one.overdue) for one in found.due] == [("party_paper_ends", False)]
    assert sentences(found)
    late = date(2026, 12, 11)
    ended = find(db, books, "party_papers", late)
    assert [(one.kind, one.overdue) for one in ended.due] == [("party_paper_ended", True)]
    assert sentences(ended)
    later = replace(paper, issued_on="2026-12-01", valid_until="2027-12-10")
    party_papers.add_paper(db, silent, books, later, None, "sato")
    assert find(db, books, "party_papers", late) == today.Found()


def test_work_that_no_backup_holds_asks_for_one(db: Database, books: Books) -> None:
    assert find(db, books, "backups") == today.Found()
    editing.save_party(db, Party(name="KOPJE MOTORS"), "sato")
    now = datetime.now(UTC).date()
    found = find(db, books, "backups", now)
    assert [one.kind for one in found.due] == ["backup_none"]
    assert sentences(found)
    changes = backing_up.back_up(silent, db.path).changes
    (made,) = backup.every(db.path)
    assert today.BY_ID["backups"].touched_by(changes)
    found = find(db, books, "backups", now + timedelta(days=9))  # nothing was done since
    assert (found.due, [one.kind for one in found.fine]) == ((), ["backup"])
    old = datetime.now(UTC) - timedelta(days=3)
    made.rename(made.with_name(f"stock-{old.strftime(backup.STAMP)}-manual.db"))
    found = find(db, books, "backups", now)
    assert [(one.kind, one.day) for one in found.due] == [("backup_old", old.date().isoformat())]
    assert sentences(found)
    (backup.folder_of(db.path) / "stock-someone-elses.db").touch()
    backing_up.back_up(silent, db.path)
    assert find(db, books, "backups", now).due == ()


def test_lines_stand_by_urgency_and_kind() -> None:
    on = date(2026, 11, 24)
    found = [
        Due(kind="door", day="2026-12-24"),
        Due(kind="cut_near", day="2026-11-30", count=2),
        Due(kind="unpaid", day="2026-11-20", overdue=True, vehicle=4),
        Due(kind="unpaid", day="2026-11-19", overdue=True, vehicle=3),
        Due(kind="door", day="2026-11-24", vehicles=(1, 2)),
        Due(kind="backup_none"),
    ]
    lines = lines_of(found, on)
    assert [(line.urgency.value, line.kind, line.count) for line in lines] == [
        ("today", "unpaid", 2),
        ("today", "backup_none", 1),
        ("today", "door", 1),
        ("week", "cut_near", 2),
        ("later", "door", 1),
    ]
    unpaid, backups, closing, *_ = lines
    assert (unpaid.day, unpaid.vehicles, len(unpaid.entries)) == ("2026-11-19", (3, 4), 2)
    assert (backups.day, backups.entries, backups.overdue) == ("", (), False)
    assert closing.vehicles == (1, 2)


def test_the_command_line_asks_every_source(stock: Database, books: Books) -> None:
    sell(stock, "2026-11-01")
    asked = today.Asked(books, QUESTION, TODAY, stock.path)
    each = [one for source in today.SOURCES for one in find(stock, books, source.id).due]
    whole = today.due_today(stock.connection, asked)
    assert sorted(map(str, each)) == sorted(map(str, whole))
    assert whole[0].kind == "unpaid"


def test_figures_of_the_stock_by_verdict_days_and_currency(stock: Database, books: Books) -> None:
    bands = Ageing().bands
    assert bands == ((0, 30), (31, 60), (61, 90), (91, 120), (121, None))
    args = (stock.connection, "RU", TODAY.isoformat(), bands)
    assert (stock_figures.counts(*args), stock_figures.listed(stock.connection)) == ([], 2)
    moving.move(stock, silent, [1], Order("bought", TODAY - timedelta(days=31)), "sato")
    moving.move(stock, silent, [2], Order("bought", TODAY - timedelta(days=121)), "sato")
    counted = stock_figures.counts(*args)
    assert sorted((one.band, one.vehicles) for one in counted) == [(1, 1), (4, 1)]
    worth = {one.band: (one.currency, one.value) for one in stock_figures.worth(*args)}
    assert worth == {1: ("JPY", 500_000), 4: ("JPY", 2_386_000)}
    assert stock_figures.listed(stock.connection) == 0


def test_what_was_paid_counts_before_the_hammer_price(stock: Database, books: Books) -> None:
    args = (stock.connection, "RU", TODAY.isoformat(), Ageing().bands)
    moving.move(stock, silent, [1], Order("bought", TODAY), "sato")
    cost = Cost(vehicle=1, kind="purchase", amount=410_000, currency="JPY", day="2026-11-20")
    step = costing.put_cost(stock, cost, "sato").step
    assert [one.value for one in stock_figures.worth(*args)] == [410_000]
    undoing.undo_step(stock, step or 0, "sato")
    assert [one.value for one in stock_figures.worth(*args)] == [500_000]


def test_every_kind_has_its_line_in_both_languages() -> None:
    text = (paths.resources() / "translations" / "en.po").read_text("utf-8")
    no_lines = {"part", "nothing", "list", "review_missing", "review_unconfirmed", "review_rule"}
    sentences_of = set(re.findall(r'msgid "due\.(\w+)"', text)) - no_lines
    lines = set(re.findall(r'msgid "today\.(\w+)"', text))
    assert len(sentences_of) > 30
    assert sentences_of <= lines


def test_lines_in_words_and_on_paper(stock: Database, books: Books) -> None:
    buyer = sell(stock, "2026-11-01")
    given = {"buyer": buyer, "price": 700_000, "currency": "USD", "due_on": "2026-11-02"}
    selling.sell(stock, 2, given, "sato", TODAY)
    asked = today.Asked(books, QUESTION, TODAY, stock.path)
    lines = lines_of(today.due_today(stock.connection, asked), TODAY)
    for language in words.LANGUAGES:
        words.use(language)
        for line in lines:
            said = [explaining_today.title(line), explaining_today.detail(line)]
            assert all(text and "{" not in text for text in said)
        page = explaining_reports.paper_of(explaining_today.report(lines, TODAY), "A", TODAY)
        text = page.as_text()
        assert all(due.said(one) in text.replace("\n", " ") for one in lines[0].found)
    words.use("en")
    unpaid = lines[0]
    assert (unpaid.kind, explaining_today.when(unpaid, TODAY)) == ("unpaid", "since 1 Nov")
    assert explaining_today.detail(unpaid) == "MAWIMBI (2), USD 13,000.00"
    near = Due(kind="cut_near", day=TODAY.isoformat())
    assert explaining_today.when(near, TODAY) == "today"
    assert explaining_today.when(replace(near, day="2026-11-30"), TODAY) == "by 30 Nov"
    back = Due(kind="certificate_return", day="2026-11-30", overdue=True)
    assert explaining_today.when(back, TODAY) == "by 30 Nov"  # it ended, and goes back by then


def test_a_party_that_the_lists_do_not_decide_is_told_with_its_reason(
    db: Database, few: Books
) -> None:
    signs, _ = editing.save_party(db, Party(name="株式会社"), "sato")
    held, _ = editing.save_party(db, Party(name="Kazamidori Motors", ownership="listed"), "sato")
    install(db, few, "russia.txt", "third_country.txt", "un.xml")
    waiting = find(db, few, "screening").due
    assert {one.kind for one in waiting} == {"party_not_searched", "party_owners"}
    searching.screen(db, silent, few, "sato", TODAY, None)
    found = find(db, few, "screening")
    assert {(one.kind, one.target) for one in found.due} == {
        ("party_nameless", signs),
        ("party_owners", held),
    }
    assert sentences(found)
    late = find(db, few, "screening", TODAY + timedelta(days=15))
    assert [one.kind for one in late.due] == ["party_owners"]  # stale lists are told by themselves


def test_a_decision_is_told_before_it_ends(db: Database, few: Books) -> None:
    party, _ = editing.save_party(db, Party(name="Mihon Machinery"), "sato")
    install(db, few, "russia.txt", "third_country.txt", "un.xml")
    searching.screen(db, silent, few, "sato", TODAY, None)
    until = TODAY + timedelta(days=20)
    for one in screening.of_parties(db.connection, few, TODAY)[party].open:
        entry = screening.entry_key(one.hit)
        screening.decide(
            db, few, party, entry, "match", "same_party", "seen", "sato", TODAY, until.isoformat()
        )
    assert find(db, few, "screening").due == ()
    near = find(db, few, "screening", TODAY + timedelta(days=6))
    assert {(one.kind, one.day) for one in near.due} == {("hits_ending", until.isoformat())}
    assert sentences(near)
    ended = find(db, few, "screening", until + timedelta(days=1))
    assert {one.kind for one in ended.due} == {"hits"}
