"""`broker-app screen`: names, files and parties at the command line, and the test of the search."""

import re
from pathlib import Path

import pytest

from broker_app.cli import output
from broker_app.cli.main import DONE, REFUSED, WRONG_USAGE, run
from broker_app.domain.party import Party
from broker_app.jobs import editing
from broker_app.store import screenings
from broker_app.store.database import open_file
from tests.cli.test_cli import FRONT, lines
from tests.intake.listed_samples import MADE_UP

FILES = ("russia.txt", "third_country.txt", "un.xml", "dpl.txt")


def asked(
    capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str, status: int = DONE
) -> tuple[str, str]:
    capsys.readouterr()
    assert run([*arguments, "--database", str(folder / "t.db")], FRONT) == status
    said = capsys.readouterr()
    return said.out, said.err


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with a database that four small lists were taken into."""
    files = [str(MADE_UP / name) for name in FILES]
    asked(capsys, tmp_path, "lists", "install", *files, "--accept-shrunk", "made up")
    return tmp_path


def test_without_lists_nothing_is_decided(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = asked(capsys, tmp_path, "screen", "Kazamidori Motors")
    assert out == "Kazamidori Motors\tcannot decide\n"
    assert "Not installed" in err
    out, _ = asked(capsys, tmp_path, "screen", "Kazamidori", "--json")
    (told,) = lines(out)
    assert (told["answer"], told["why"], told["hits"]) == ("cannot_decide", "no_lists", [])
    assert all(one["checked_on"] is None for one in told["lists"])
    _, err = asked(capsys, tmp_path, "screen", "--self-test", status=REFUSED)
    assert "no sanctions list to test" in err


def test_names_are_searched_and_logged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = asked(capsys, folder, "screen", "Mihon Trading Co., Limited", "Zzyzx", "--json")
    hit, none = lines(out)
    assert (hit["name"], hit["answer"]) == ("Mihon Trading Co., Limited", "hit")
    first = hit["hits"][0]
    assert (first["list"], first["level"]) == ("jp-meti-third-country", "STRONG")
    assert first["tokens"][0]["how"] == "same"
    assert {one["list"] for one in hit["lists"]} >= {"jp-meti-russia", "un"}
    assert none["answer"] == "cannot_decide"  # not every list that binds is there
    with open_file(folder / "t.db") as db:
        assert [one.names for one in screenings.log(db.connection)] == [
            ("Zzyzx",),
            ("Mihon Trading Co., Limited",),
        ]
    out, _ = asked(capsys, folder, "screen", "Mihon Trading Co., Limited")
    assert "\n  Strong\tMihon Trading Co., Limited\t" in out


def test_a_file_gives_an_object_for_every_row(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "names.csv"
    path.write_bytes(
        '会社名,国\n株式会社ミホン造船所,ロシア\n,KE\n"Smith, John",GB\n'.encode("cp932")
    )
    out, _ = asked(capsys, folder, "screen", "--file", str(path), "--json")
    told = lines(out)
    assert [one["row"] for one in told] == [2, 3, 4]
    assert told[0]["answer"] == "hit"
    assert "no name" in told[1]["error"]
    assert told[2]["name"] == "Smith, John"
    text = folder / "names.txt"
    text.write_text("Mihon Shipyard, JSC\n\nZzyzx\n", encoding="utf-16")
    out, _ = asked(capsys, folder, "screen", "--file", str(text), "--json")
    assert [(one["row"], one["name"]) for one in lines(out)] == [
        (1, "Mihon Shipyard, JSC"),
        (3, "Zzyzx"),
    ]
    out, err = asked(capsys, folder, "screen", "--file", str(path))
    assert "株式会社ミホン造船所\thit" in out
    assert "no name" in err


def test_parties_are_searched_anew(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_file(folder / "t.db") as db:
        editing.save_party(db, Party(name="Mihon Shipyard JSC"), "sato")
    out, _ = asked(capsys, folder, "screen", "--parties", "--json")
    (told,) = lines(out)
    assert (told["answer"], told["hits"][0]["state"]) == ("hit", "open")
    out, _ = asked(capsys, folder, "screen", "--parties")
    assert out.startswith("Mihon Shipyard JSC\tHit\n  Strong\t")


def test_the_search_is_tested(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = asked(capsys, folder, "screen", "--self-test")
    assert out.startswith("Test\tTried\tFound\tShare\nListed names as they are\t")
    assert "UN Security Council" in out
    again, _ = asked(capsys, folder, "screen", "--self-test")
    assert again == out
    out, _ = asked(capsys, folder, "screen", "--self-test", "--json")
    told = {one["test"]: one for one in lines(out) if "test" in one}
    assert told["exact"]["tried"] == told["exact"]["found"] > 0
    assert (told["alarms"]["tried"], told["own"]["tried"]) == (400, 0)


def test_what_cannot_be_is_one_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, err = asked(capsys, folder, "screen", status=WRONG_USAGE)
    assert "--self-test" in err
    _, err = asked(capsys, folder, "screen", "X", "--country", "Atlantis", status=REFUSED)
    assert "Atlantis" in err
    gone = str(folder / "none.csv")
    _, err = asked(capsys, folder, "screen", "--file", gone, status=REFUSED)
    assert "none.csv" in err
    many = folder / "many.txt"
    many.write_text("A B\n" * 10_001, encoding="utf-8")
    _, err = asked(capsys, folder, "screen", "--file", str(many), status=REFUSED)
    assert "10,000" in err


def test_every_hit_tells_its_list_with_its_day_and_what_follows(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "names.txt"
    path.write_text("Mihon Trading Co., Limited\nZzyzx\n", "utf-8")
    out, err = asked(capsys, folder, "screen", "--file", str(path))
    line = next(one for one in out.splitlines() if one.startswith("  Strong"))
    assert re.search(r"third countries, \d+ \w+ \d{4}\t1\t", line)
    assert err.count("Not installed") == 1
    assert "METI designated organisations: Russia" in err
    out, _ = asked(capsys, folder, "screen", "Mihon Trading Co., Limited", "--json")
    assert lines(out)[0]["hits"][0]["effect"]


def test_an_install_says_how_many_parties_wait(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_file(folder / "t.db") as db:
        editing.save_party(db, Party(name="Mihon Trading Co., Limited"), "sato")
    again = ["lists", "install", str(MADE_UP / "sdn.xml"), "--accept-shrunk", "made up"]
    _, err = asked(capsys, folder, *again)
    assert "1 party waits for a search" in err
    asked(capsys, folder, "screen", "--parties")
    _, err = asked(capsys, folder, *again)
    assert "wait" not in err


def test_parties_are_listed_with_what_the_lists_say(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_file(folder / "t.db") as db:
        number, _ = editing.save_party(db, Party(name="Mihon Trading Co., Limited"), "sato")
        editing.record_screening(db, number, "clear", "sato")
    out, _ = asked(capsys, folder, "parties", "list")
    assert "clear" not in out.lower()
    asked(capsys, folder, "screen", "--parties")
    out, _ = asked(capsys, folder, "parties", "list")
    assert out.rstrip().endswith("Hit")


@pytest.mark.parametrize("name", ["names.txt", "names.csv"])
@pytest.mark.parametrize("written", ["", " \n\n", "\ufeff"])
def test_a_file_without_names_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, written: str
) -> None:
    path = folder / name
    path.write_text(written, "utf-8")
    _, err = asked(capsys, folder, "screen", "--file", str(path), status=REFUSED)
    assert f"{name} holds no names" in err


def test_each_word_says_how_it_is_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = asked(capsys, folder, "screen", "Мihon Trading Co., Limited", "--json")
    (told,) = lines(out)
    assert "lookalike" in {token["how"] for token in told["hits"][0]["tokens"]}


def test_a_name_of_broken_bytes_is_refused_with_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = asked(capsys, folder, "screen", "Ka\udcff", status=REFUSED)
    assert "no text" in err


@pytest.mark.parametrize("name", ["", " ", "...", "？？", "🚗"])
def test_a_name_without_a_letter_clears_nobody(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    _, err = asked(capsys, folder, "screen", name, status=WRONG_USAGE)
    assert "holds no letter" in err
    file = folder / "names.txt"
    file.write_text(f"Zzyzx\n{name or '-'}\n", encoding="utf-8")
    out, _ = asked(capsys, folder, "screen", "--file", str(file), "--json")
    first, *rest = lines(out)
    assert first["answer"] == "cannot_decide"
    assert all("error" in one for one in rest)


def test_the_parties_of_no_database_are_not_searched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = asked(capsys, tmp_path, "screen", "--parties", status=REFUSED)
    assert "t.db" in err
    assert not (tmp_path / "t.db").exists()


@pytest.mark.parametrize("name", ["Ltd", "株式会社"])
def test_a_legal_form_alone_is_told_undecided(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    with open_file(folder / "t.db") as db:
        editing.save_party(db, Party(name=name), "sato")
    out, _ = asked(capsys, folder, "screen", name, "--json")
    (told,) = lines(out)
    assert told["answer"] == "cannot_decide"
    out, _ = asked(capsys, folder, "screen", "--parties", "--json")
    assert lines(out)[0]["answer"] == "cannot_decide"


def test_a_long_search_says_how_far_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_file(folder / "t.db") as db:
        for name in ("Kazamidori Motors", "Nyota Trading"):
            editing.save_party(db, Party(name=name), "sato")
    _, err = asked(capsys, folder, "screen", "--parties")
    assert "Searching" not in err  # it was over at once
    monkeypatch.setattr(output, "TELL_EVERY", 0)
    out, err = asked(capsys, folder, "screen", "--parties", "--json")
    assert "Searching 1 of 2 parties in the lists" in err
    assert len(lines(out)) == 2
