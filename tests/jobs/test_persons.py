"""Data of persons: shown, given out, and erased so that no byte of it stays."""

import json
from datetime import date
from pathlib import Path

import pytest

from broker_app import settings
from broker_app.domain.party import Party
from broker_app.errors import UserError
from broker_app.jobs import auditing, editing, persons
from broker_app.jobs.progress import silent
from broker_app.memory import Memory
from broker_app.settings import Settings
from broker_app.store import attachment_files, parties, write
from broker_app.store.database import Database, open_file
from tests.jobs.test_auditing import foreign_verifier

TODAY = date(2026, 11, 22)
NAME, OTHER = "Grzegorz Brzęczyszczykiewicz", 'Гжегож "Гжесь" Бженчишчикевич'
SECRETS = (NAME, OTHER, "+48 600 700 800", "grzegorz@chrzaszcz.example", "PESEL 44051401359",
           "ulica Szczebrzeszyńska 7", "likes kei trucks in blue", "passport-of-grzegorz.txt",
           "the scan of a passport", "Brzęczyszczykiewicz")  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "stock.db"
    with open_file(path) as db:
        person = Party(
            name=NAME, kind="person", other_names=(OTHER,), phone=SECRETS[2], email=SECRETS[3],
            numbers=(SECRETS[4],), address=(SECRETS[5],), city="Łódź", country="PL",
        )  # fmt: skip
        editing.save_party(db, person, "sato")
        editing.save_party(db, Party(name="Amani Motors", country="TZ"), "sato")
        with write.step(db, "party", "sato", f"{NAME} called", name=NAME) as step:
            parties.change(step, changed(db, note=SECRETS[6]))
            step.insert("vehicle", {"chassis_number": "NZE1-1", "remarks": f"for {OTHER}"})
        with write.step(db, "party", "sato", name=NAME) as step:
            parties.change(step, changed(db, phone="+48 1"))
        file = tmp_path / SECRETS[7]
        file.write_text(SECRETS[8])
        staged = attachment_files.stage(path, file, lambda _done: None)
        attachment_files.keep(path, staged)
        file.unlink()
        with write.step(db, "party_paper", "sato", party=NAME) as step:
            held = {"party": 1, "file": SECRETS[7], "sha256": staged.sha256, "kind": "other"}
            number = step.insert("attachment", held)
            step.insert("party_paper", {"party": 1, "kind": "other", "attachment": number})
    return path


def changed(db: Database, **values: str) -> Party:
    held = parties.get(db.connection, 1)
    for name, value in values.items():
        setattr(held, name, value)
    return held


def every_byte(folder: Path) -> bytes:
    return b"\0".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_all_that_is_stored_is_shown_and_given_out(path: Path, tmp_path: Path) -> None:
    with open_file(path) as db:
        found = persons.export(db.connection, db.path, NAME, TODAY, tmp_path / "out")
    assert {"party", "attachment", "party_paper"} <= set(found.rows)
    told = json.loads((tmp_path / "out" / "person.json").read_text("utf-8"))
    assert told["records"]["party"][0]["name"] == NAME
    assert told["history"]
    (file,) = [one for one in (tmp_path / "out").iterdir() if one.name != "person.json"]
    assert file.read_text() == SECRETS[8]


def test_erased_means_that_no_byte_stays_and_the_chain_holds(path: Path, tmp_path: Path) -> None:
    before = every_byte(tmp_path)
    assert all(secret.encode() in before for secret in (*SECRETS[:4], *SECRETS[5:9]))
    with open_file(path) as db:
        persons.forget(db, silent, NAME, "sato", "mori", TODAY)
        here = every_byte(tmp_path)  # with the log of writing, while the file is open
        assert parties.get(db.connection, 1).name == "Person 1 (erased)"
        assert parties.get(db.connection, 2).name == "Amani Motors"
    for content in (here, every_byte(tmp_path)):
        assert not [secret for secret in SECRETS if secret.encode() in content]
        for secret in SECRETS:
            escaped = json.dumps(secret)[1:-1].encode()
            assert escaped not in content
    found = auditing.verify(silent, path)
    assert auditing.lines(found)
    assert found.is_good, auditing.lines(found)
    assert found.walked.erased >= 4
    kept = tmp_path / "kept.jsonl"
    auditing.export(silent, path, kept, "sato")
    assert foreign_verifier(kept) == "good"


def test_what_was_erased_cannot_be_filled_in_anew(path: Path) -> None:
    with open_file(path) as db:
        persons.forget(db, silent, NAME, "sato", "mori", TODAY)
        db.connection.execute("UPDATE journal SET after = '{}' WHERE seq = 2")
    assert [flaw.seq for flaw in auditing.verify(silent, path).walked.flaws] == [2]


def test_what_was_typed_and_not_stored_and_folders_used_last_go_too(
    path: Path, tmp_path: Path
) -> None:
    file, other = tmp_path / "windows.json", tmp_path / "other.db"
    typed = [{"text": f"ask {NAME} again", "who": "sato"}, {"text": "pays late", "who": "sato"}]
    memory = Memory(file, path)
    memory.put("unsent", typed)
    memory.put("shown", {"parties": {"query": "+48 600 700 800"}})
    Memory(file, other).put("unsent", [{"text": "another file's"}])
    aside = Settings(last_folder=f"/scans/{NAME}", backups_folder=f"/disk/{NAME}", staff_name="S")
    told: list[object] = []
    memory.on_erasing(lambda swapped: told.append(swapped([NAME])))
    with open_file(path) as db:
        erased, _ = persons.forget(db, silent, NAME, "sato", "mori", TODAY)
    assert NAME not in repr(erased)  # nothing that is logged says it
    persons.forget_here(erased, memory, aside)
    assert not [secret for secret in SECRETS if secret in file.read_text("utf-8")]
    fresh = Memory(file, path)
    assert [one["text"] for one in fresh.get("unsent")] == [
        "ask Person 1 (erased) again",
        "pays late",
    ]
    assert Memory(file, other).get("unsent") == [{"text": "another file's"}]
    assert told == [["Person 1 (erased)"]]
    assert (aside.last_folder, aside.backups_folder) == ("", f"/disk/{NAME}")
    assert settings.load().last_folder == ""


@pytest.mark.parametrize("second", ["", "sato", "SATO ", "ＳＡＴＯ"])
def test_two_people_erase(path: Path, second: str) -> None:
    with open_file(path) as db, pytest.raises(UserError) as caught:
        persons.forget(db, silent, NAME, "sato", second, TODAY)
    assert caught.value.key == "erase_second"


def test_what_the_law_keeps_stays_and_says_until_when(path: Path) -> None:
    with open_file(path) as db:
        with write.step(db, "list_search", "sato") as step:
            step.insert("screening", {"party": 1, "names": NAME, "at": "2020-02-29T10:00:00+00:00"})
        with pytest.raises(UserError) as caught:
            persons.forget(db, silent, NAME, "sato", "mori", TODAY)
        assert caught.value.key == "person_kept"
        assert caught.value.values["until"] == date(2030, 3, 1)
        assert parties.get(db.connection, 1).name == NAME
        persons.forget(db, silent, NAME, "sato", "mori", date(2030, 3, 2))
    assert NAME.encode() not in path.read_bytes()
    assert auditing.verify(silent, path).is_good
