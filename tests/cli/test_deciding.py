"""What a person decides, at the command line: hits, searches by hand, red flags."""

from datetime import date
from pathlib import Path

import pytest

from broker_app import settings
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.cli.party_hits import _REASONS
from broker_app.domain.disposition import REASONS
from broker_app.domain.party import Party
from broker_app.jobs import editing, shipping
from broker_app.jobs.books import Books
from broker_app.store import parties, red_flags, screenings
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, lines
from tests.intake.listed_samples import MADE_UP

NAME, HIT = "Mihon Trading Co., Limited", "jp-meti-third-country:1"
FILES = ("russia.txt", "third_country.txt", "un.xml", "dpl.txt")
Captured = pytest.CaptureFixture[str]


class Desk:
    """A database with four small lists and one listed party, at the command line."""

    def __init__(self, folder: Path, capsys: Captured) -> None:
        self.path = folder / "t.db"
        self._capsys = capsys

    def ask(self, *arguments: str, status: int = DONE) -> tuple[str, str]:
        self._capsys.readouterr()
        assert run([*arguments, "--database", str(self.path)], FRONT) == status
        said = self._capsys.readouterr()
        return said.out, said.err

    def sign(self, name: str) -> None:
        chosen = settings.load()
        chosen.staff_name = name
        settings.save(chosen)


@pytest.fixture
def desk(tmp_path: Path, capsys: Captured) -> Desk:
    made = Desk(tmp_path, capsys)
    files = [str(MADE_UP / name) for name in FILES]
    made.ask("lists", "install", *files, "--accept-shrunk", "made up")
    with open_file(made.path) as db:
        editing.save_party(db, Party(name=NAME), "sato")
    made.ask("screen", "--parties")
    made.sign("Sato")
    return made


def test_a_strong_hit_is_decided_and_another_person_agrees(desk: Desk) -> None:
    out, _ = desk.ask("parties", "hits", NAME, "--json")
    first = next(one for one in lines(out) if one["hit"]["list"] == "jp-meti-third-country")  # type: ignore[index]
    assert (first["state"], first["decided"]) == ("open", None)
    choice = ["no_match", "--reason", "different_address", "--note", "Another street"]
    out, _ = desk.ask("parties", "decide", NAME, HIT, *choice, "--until", "2099-12-31", "--json")
    (told,) = lines(out)
    assert (told["state"], told["decided"]["who"]) == ("second", "Sato")  # type: ignore[index]
    assert told["decided"]["until"] == "2099-12-31"  # type: ignore[index]
    _, err = desk.ask("parties", "agree", NAME, HIT, status=REFUSED)
    assert "another person has to agree" in err
    _, err = desk.ask("parties", "agree", NAME, HIT, "--second", "ＳＡＴＯ", status=REFUSED)
    assert "another person has to agree" in err
    out, _ = desk.ask("parties", "agree", NAME, HIT, "--second", "Kaneda")
    assert "Kaneda" in out
    _, err = desk.ask("parties", "agree", NAME, HIT, "--second", "Kaneda", status=REFUSED)
    assert "Nothing waits" in err
    desk.ask("undo")
    out, _ = desk.ask("parties", "hits", NAME, "--json")
    assert "second" in [one["state"] for one in lines(out)]


def test_a_match_on_a_binding_list_bars_the_party(desk: Desk) -> None:
    out, _ = desk.ask("parties", "decide", "#1", HIT, "match", "--reason", "same_party")
    assert "\tOn a list\t" in out
    with open_file(desk.path) as db:
        assert parties.get(db.connection, 1).screening == "designated"


def test_a_decision_that_cannot_be_is_refused(desk: Desk) -> None:
    decide = ["parties", "decide", NAME]
    _, err = desk.ask(*decide, HIT, "match", "--reason", "different_name", status=WRONG_USAGE)
    assert "same_party" in err
    _, err = desk.ask(*decide, "un", "match", "--reason", "same_party", status=WRONG_USAGE)
    assert "parties hits" in err
    _, err = desk.ask(*decide, "un:0", "match", "--reason", "same_party", status=REFUSED)
    assert "no such hit" in err
    _, err = desk.ask(*decide, HIT, "no_match", "--reason", "other", status=REFUSED)
    assert "note" in err
    past = ["no_match", "--reason", "different_name", "--until", "2020-01-01"]
    _, err = desk.ask(*decide, HIT, *past, status=REFUSED)
    assert "past" in err
    rests = ["no_match", "--reason", "different_name", "--paper", "9"]
    desk.ask(*decide, HIT, *rests, status=REFUSED)
    _, err = desk.ask("parties", "hits", "Nobody", status=REFUSED)
    assert "Nobody" in err
    with open_file(desk.path) as db:
        assert screenings.told(db.connection, 1) == []


def test_a_decision_rests_on_a_paper_of_the_party(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "registration.txt"
    file.write_text("KE 1234")
    papers = ["parties", "papers", NAME, "--add", "company_registration"]
    (paper,) = lines(desk.ask(*papers, "--file", str(file), "--json")[0])
    (bare,) = (one for one in lines(desk.ask(*papers, "--json")[0]) if one["attachment"] is None)
    decide = ["parties", "decide", NAME, HIT, "no_match", "--reason", "different_number"]
    _, err = desk.ask(*decide, "--paper", str(bare["id"]), status=REFUSED)
    assert "has no file" in err
    desk.ask(*decide, "--paper", str(paper["id"]))
    with open_file(desk.path) as db:
        assert screenings.told(db.connection, 1)[0].attachment == paper["attachment"]


def test_a_search_by_hand_is_kept_with_its_proof(desk: Desk, tmp_path: Path) -> None:
    with open_file(desk.path) as db:
        editing.save_party(db, Party(name="Kazamidori Motors"), "sato")
    gone = ["parties", "searched", "#2", "clear", "--proof", str(tmp_path / "none.pdf")]
    desk.ask(*gone, status=REFUSED)
    with open_file(desk.path) as db:
        assert parties.get(db.connection, 2).screening == "unscreened"
    proof = tmp_path / "page.txt"
    proof.write_text("no results")
    out, _ = desk.ask("parties", "searched", "#2", "clear", "--proof", str(proof), "--json")
    (told,) = lines(out)
    assert (told["screening"], told["screened_by"]) == ("clear", "Sato")
    assert told["answer"] != "clear"  # evidence clears nobody
    out, _ = desk.ask("parties", "papers", "#2", "--json")
    assert [one["kind"] for one in lines(out)] == ["search_proof"]
    out, _ = desk.ask("parties", "searched", "#2", "designated")
    assert "\tOn a list\t" in out
    desk.ask("parties", "searched", "#2", "fine", status=WRONG_USAGE)


def test_red_flags_are_answered_whole_and_a_yes_is_decided(desk: Desk) -> None:
    with open_file(desk.path) as db:
        shipment = shipping.new_shipment(
            db, Books(), "sato", date(2026, 11, 30), {"number": "SH-1"}
        )[0]
    out, err = desk.ask("redflags", "SH-1", "--json")
    asked = [str(one["question"]) for one in lines(out)]
    assert {one["answer"] for one in lines(out)} == {None}
    assert "Nobody has answered" in err
    some = [part for name in asked[1:] for part in ("--no", name)]
    _, err = desk.ask("redflags", "SH-1", *some, status=REFUSED)
    assert "every question" in err
    _, err = desk.ask("redflags", "SH-1", "--no", "weather", status=WRONG_USAGE)
    assert asked[0] in err
    desk.ask("redflags", "SH-1", *some, "--yes", asked[1], "--yes", asked[0], status=WRONG_USAGE)
    out, err = desk.ask("redflags", "SH-1", *some, "--yes", asked[0])
    assert out.startswith(f"{asked[0]}\tyes\t")
    assert "holds the shipment" in err
    _, err = desk.ask("redflags", "SH-1", *some, "--yes", asked[0], "--why", "seen the yard")
    assert "seen the yard" in err
    assert "holds the shipment" not in err
    with open_file(desk.path) as db:
        given = red_flags.latest(db.connection, shipment)
        assert given is not None
        assert (given.who, given.yes, given.why) == ("Sato", (asked[0],), "seen the yard")
    _, err = desk.ask("redflags", "SH-9", status=REFUSED)
    assert "SH-9" in err


def test_every_reason_can_be_given() -> None:
    assert set(_REASONS) == {reason for known in REASONS.values() for reason in known}
