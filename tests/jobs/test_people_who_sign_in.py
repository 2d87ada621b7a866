"""People with roles: who may do what, passwords, the second person by their own password."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from broker_app.domain.party import BankAccount
from broker_app.domain.person import ADMINISTRATOR, APPROVER, NEEDS, STAFF, Secret, wait_after
from broker_app.errors import UserError
from broker_app.jobs import banking, exporting_all, signing_in, staffing, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import bank_accounts, history, people, reverting, write
from broker_app.store.database import Database, open_file

SATO, KANEDA, MORI = "Sato", "Kaneda", "Mori"
WORDS = {
    SATO: Secret("quay gantry tide"),
    KANEDA: Secret("harbour crane nine"),
    MORI: Secret("rope bollard sea"),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with little memory: what is tried here is who may do what."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(signing_in, "_hasher", lambda: hasher)


@pytest.fixture
def office(db: Database) -> Database:
    """Sato administrates, Kaneda approves, Mori is staff; each with a password of their own."""
    staffing.begin(db, SATO, WORDS[SATO])
    for name, role in ((KANEDA, APPROVER), (MORI, STAFF)):
        once, _ = staffing.add(db, name, role, SATO)
        signing_in.change_password(db, name, Secret(once), WORDS[name])
    return db


def waiting_account(db: Database, who: str) -> int:
    banking.enter(db, BankAccount(currency="JPY", bank="A", number="1", holder="H"), who)
    made = BankAccount(currency="USD", bank="B", number="2", holder="H")
    return banking.enter(db, made, who)[0]


def test_before_anybody_is_set_up_names_are_typed_as_ever(db: Database) -> None:
    account = waiting_account(db, "anybody")
    banking.approve(db, account, "somebody else")
    assert bank_accounts.get(db.connection, account).approved_by == "somebody else"
    with pytest.raises(UserError, match="people_not_set_up"):
        staffing.add(db, "Mori", STAFF, "anybody")


def test_a_password_is_kept_as_a_hash_and_signs_in(office: Database) -> None:
    assert signing_in.sign_in(office, "ｍｏｒｉ", WORDS[MORI]).name == MORI
    kept = people.password_of(office.connection, 1)
    assert kept is not None
    assert kept.hash.startswith("$argon2id$")
    assert kept.hash not in repr(kept)
    assert "quay" not in repr(WORDS[SATO])
    for name, secret in ((MORI, WORDS[SATO]), ("Nobody", WORDS[SATO]), (MORI, Secret(""))):
        with pytest.raises(UserError, match="sign_in_refused"):
            signing_in.sign_in(office, name, secret)


def test_wrong_tries_slow_down_and_outlive_a_restart(office: Database) -> None:
    for _ in range(3):
        with pytest.raises(UserError, match="sign_in_refused"):
            signing_in.sign_in(office, MORI, Secret("wrong one"))
    with pytest.raises(UserError, match="sign_in_wait"):
        signing_in.sign_in(office, MORI, WORDS[MORI])
    with open_file(office.path) as again, pytest.raises(UserError, match="sign_in_wait"):
        signing_in.sign_in(again, MORI, WORDS[MORI])
    assert signing_in.sign_in(office, KANEDA, WORDS[KANEDA]).name == KANEDA
    later = datetime.now(UTC) + timedelta(minutes=6)
    assert signing_in.sign_in(office, MORI, WORDS[MORI], later).name == MORI
    assert signing_in.sign_in(office, MORI, WORDS[MORI]).name == MORI


def test_the_wait_doubles_up_to_five_minutes() -> None:
    waits = [wait_after(wrong).total_seconds() for wrong in (0, 2, 3, 4, 5, 11, 10_000)]
    assert waits == [0, 0, 2, 4, 8, 300, 300]


def test_nobody_writes_under_a_name_that_does_not_sign_in(office: Database) -> None:
    with pytest.raises(UserError, match="person_unknown"):
        waiting_account(office, "anybody")
    staffing.put_out(office, MORI, SATO)
    with pytest.raises(UserError, match="person_unknown"):
        waiting_account(office, MORI)
    with pytest.raises(UserError, match="sign_in_refused"):
        signing_in.sign_in(office, MORI, WORDS[MORI])


@pytest.mark.parametrize("key", sorted(NEEDS))
def test_every_step_of_the_table_asks_for_its_role(office: Database, key: str) -> None:
    allowed = {STAFF: (), APPROVER: (KANEDA, SATO), ADMINISTRATOR: (SATO,)}[NEEDS[key]]
    for name in (SATO, KANEDA, MORI):
        if name in allowed:
            with write.step(office, key, name):
                pass
        else:
            with (
                pytest.raises(UserError, match=f"role_needs_{NEEDS[key]}"),
                write.step(office, key, name),
            ):
                pass


def test_taking_back_asks_for_the_role_of_what_it_takes_back(office: Database) -> None:
    with write.step(office, "market_override", KANEDA, market="KE", place="x") as step:
        step.insert("score_weight", {"component": "x", "weight": 1})
    with pytest.raises(UserError, match="role_needs_approver"):
        undoing.undo_step(office, step.number, MORI)
    undoing.undo_step(office, step.number, SATO)
    back = history.latest(office.connection)
    with pytest.raises(UserError, match="role_needs_approver"):
        write.undo(office, back, MORI)


def test_a_second_person_proves_it_by_their_own_password(office: Database) -> None:
    account = waiting_account(office, MORI)
    staffing.add(office, "Ito", APPROVER, SATO)
    for name, secret, refused in (
        (MORI, WORDS[MORI], "account_same_person"),
        ("Nobody", WORDS[KANEDA], "second_unknown"),
        (KANEDA, signing_in.NOBODY, "second_password_needed"),
        (KANEDA, WORDS[MORI], "second_password_wrong"),
        (KANEDA, WORDS[SATO], "second_password_wrong"),
    ):
        with pytest.raises(UserError, match=refused):
            banking.approve(office, account, name, secret)
    assert bank_accounts.get(office.connection, account).waits
    banking.approve(office, account, "ＫＡＮＥＤＡ", WORDS[KANEDA])
    assert bank_accounts.get(office.connection, account).approved_by == KANEDA


def test_staff_and_passwords_for_once_approve_nothing(office: Database) -> None:
    account = waiting_account(office, KANEDA)
    with pytest.raises(UserError, match="role_needs_approver"):
        banking.approve(office, account, MORI, WORDS[MORI])
    once, _ = staffing.add(office, "Ito", APPROVER, SATO)
    with pytest.raises(UserError, match="second_password_once"):
        banking.approve(office, account, "Ito", Secret(once))
    staffing.set_role(office, MORI, APPROVER, SATO)
    banking.approve(office, account, MORI, WORDS[MORI])


def test_wrong_passwords_of_a_second_person_count(office: Database) -> None:
    account = waiting_account(office, MORI)
    for _ in range(3):
        with pytest.raises(UserError, match="second_password_wrong"):
            banking.approve(office, account, KANEDA, Secret("guessed it"))
    with pytest.raises(UserError, match="sign_in_wait"):
        banking.approve(office, account, KANEDA, WORDS[KANEDA])


def test_an_approval_taken_back_is_given_again_by_its_approver_alone(office: Database) -> None:
    account = waiting_account(office, MORI)
    banking.approve(office, account, KANEDA, WORDS[KANEDA])
    undoing.undo_step(office, history.latest(office.connection), SATO)
    with pytest.raises(UserError, match="undo_never_signature"):
        undoing.undo_step(office, history.latest(office.connection), SATO)
    assert bank_accounts.get(office.connection, account).waits


def test_the_last_administrator_stays(office: Database) -> None:
    for job in (
        lambda: staffing.put_out(office, SATO, SATO),
        lambda: staffing.set_role(office, SATO, STAFF, SATO),
    ):
        with pytest.raises(UserError, match="person_last"):
            job()
    staffing.set_role(office, KANEDA, ADMINISTRATOR, SATO)
    staffing.put_out(office, SATO, KANEDA)
    assert [one.name for one in people.every(office.connection) if one.active] == [KANEDA, MORI]
    with pytest.raises(UserError, match="people_set_up"):
        staffing.begin(office, "Thief", Secret("let me in here"))


@pytest.mark.parametrize(
    ("secret", "refused"),
    [
        ("short", "password_length"),
        ("x" * 201, "password_length"),
        ("aaaaaaaaaaaa", "password_poor"),
        ("Hanako Sato", "password_poor"),
    ],
)
def test_a_poor_password_is_refused(db: Database, secret: str, refused: str) -> None:
    with pytest.raises(UserError, match=refused):
        staffing.begin(db, "Sato Hanako", Secret(secret))
    assert not signing_in.are_set_up(db.connection)


def test_people_are_known_once_and_come_back_with_a_new_password(office: Database) -> None:
    staffing.put_out(office, MORI, SATO)
    with pytest.raises(UserError, match="person_known"):
        staffing.add(office, "ＭＯＲＩ", STAFF, SATO)
    once, _ = staffing.bring_back(office, MORI, SATO)
    with pytest.raises(UserError, match="sign_in_refused"):
        signing_in.sign_in(office, MORI, WORDS[MORI])
    assert signing_in.must_change(office.connection, signing_in.sign_in(office, MORI, Secret(once)))


def test_no_undo_brings_back_a_password_a_role_or_a_person(office: Database) -> None:
    old = people.password_of(office.connection, 3)
    signing_in.change_password(office, MORI, WORDS[MORI], Secret("another rope here"))
    staffing.set_role(office, MORI, APPROVER, SATO)
    number = history.latest(office.connection)
    for step in range(1, number + 1):
        with pytest.raises(UserError, match="undo_never_people"):
            undoing.undo_step(office, step, SATO)
    assert undoing.next_undo(office.connection) is None
    write.undo(office, number, SATO)  # past the job: there is nothing in it to take back
    with pytest.raises(UserError, match="revert_nothing"):
        reverting.revert(office, number, SATO)
    assert people.get(office.connection, 3).role == APPROVER
    assert people.password_of(office.connection, 3) != old


def test_no_journal_and_no_export_holds_a_password_or_its_hash(
    office: Database, tmp_path: Path
) -> None:
    hashes = [row[0] for row in office.connection.execute("SELECT hash FROM password")]
    told = "\n".join(
        str(tuple(row))
        for table in ("journal", "step")
        for row in office.connection.execute(f"SELECT * FROM {table}")
    )
    secret = [*hashes, *(word.text for word in WORDS.values())]
    assert len(hashes) == 3
    assert not [one for one in secret if one in told]
    beside = office.path.parent.glob(f"{office.path.name}*")
    everything = b"".join(file.read_bytes() for file in beside)
    assert not [word.text for word in WORDS.values() if word.text.encode() in everything]
    folder = tmp_path / "all"
    exporting_all.export_all(silent, office.path, Books(), folder)
    texts = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert not [one for one in hashes if any(one.encode() in text for text in texts)]
    again = tmp_path / "again.db"
    exporting_all.import_all(silent, folder, again)
    with open_file(again) as built:
        assert [one.name for one in people.every(built.connection)] == [KANEDA, MORI, SATO]
        assert not signing_in.are_set_up(built.connection)
        staffing.begin(built, SATO, Secret("a new tide table"))
        assert signing_in.sign_in(built, SATO, Secret("a new tide table")).role == ADMINISTRATOR
        assert len(people.every(built.connection)) == 3


def test_the_idle_minutes_are_the_files_own(office: Database) -> None:
    assert people.lock_after(office.connection) == 10
    staffing.set_lock_after(office, 3, SATO)
    staffing.set_lock_after(office, 0, SATO)
    assert people.lock_after(office.connection) == 0
    for minutes in (-1, 481):
        with pytest.raises(UserError, match="lock_unreadable"):
            staffing.set_lock_after(office, minutes, SATO)
    with pytest.raises(UserError, match="role_needs_administrator"):
        staffing.set_lock_after(office, 3, KANEDA)
