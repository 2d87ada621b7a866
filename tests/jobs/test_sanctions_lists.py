"""Sanctions lists taken in, refused, compared, fetched from a server on this machine."""

import errno
import gzip
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from broker_app.domain.list_difference import difference
from broker_app.domain.listing import Entry, ListedName
from broker_app.errors import Cancelled, UserError
from broker_app.intake.listed import fetching
from broker_app.jobs import backing_up, sanctions_lists, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.jobs.sanctions_lists import Taken
from broker_app.store import list_copies, list_snapshots, write
from broker_app.store.database import Database
from tests.intake.listed_samples import MADE_UP, REAL, REAL_SETS, SDN_SET
from tests.jobs.voyages import TODAY

UN = (MADE_UP / "un.xml").read_bytes()
DAY = date(2026, 11, 20)
"""The day that the made-up lists say they are of."""
real = pytest.mark.skipif(not REAL.is_dir(), reason="needs the lists beside the checkout")


@pytest.fixture
def books() -> Books:
    """Books by which two entries are a complete list."""
    made = Books()
    small = {name: replace(one, least=2) for name, one in made.sanctions_lists.items()}
    made.__dict__["sanctions_lists"] = small
    return made


def un_file(folder: Path, people: int = 10, day: str = "2026-11-20", name: str = "TARO") -> Path:
    head, _, rest = UN.partition(b"<INDIVIDUAL>")
    person, end, tail = rest.partition(b"</INDIVIDUAL>")
    made = head.replace(b"2026-11-20", day.encode())
    for number in range(people):
        one = person.replace(b"KPi.900", f"KPi.{number:03}".encode())
        made += b"<INDIVIDUAL>" + one.replace(b"TARO", f"{name} {number}".encode()) + end
    path = folder / "un.xml"
    path.write_bytes(made + tail)
    return path


def take(
    db: Database, books: Books, *files: Path, on: date = TODAY, accept: str = "", as_list: str = ""
) -> Taken:
    outcome, _ = sanctions_lists.install(db, silent, books, files, "sato", on, as_list, accept)
    (taken,) = outcome
    return taken


def test_a_list_is_taken_in_and_found_again(db: Database, books: Books, tmp_path: Path) -> None:
    taken = take(db, books, un_file(tmp_path), on=DAY)
    assert (taken.about.id, taken.count, taken.before, taken.same) == ("un", 11, None, False)
    (copy,) = list_snapshots.of_list(db.connection, "un")
    assert (copy.dated, copy.checked_on, copy.who) == (DAY, DAY, "sato")
    entries = sanctions_lists.entries_of(db.path, books, copy)
    assert len(entries) == 11
    assert entries[0].names[0].text == "TARO 0 MIHON SAMPLE"
    kept = list_copies.files(db.path, copy.sha256)
    assert kept == [("un.xml", (tmp_path / "un.xml").read_bytes())]
    assert write.verify(db.connection) is None


def test_entries_that_are_gone_are_read_from_the_kept_file(
    db: Database, books: Books, tmp_path: Path
) -> None:
    take(db, books, un_file(tmp_path))
    (copy,) = list_snapshots.of_list(db.connection, "un")
    (packed,) = tmp_path.glob("stock-sanctions/*.entries")
    before = sanctions_lists.entries_of(db.path, books, copy)
    packed.write_bytes(b"damaged")
    assert sanctions_lists.entries_of(db.path, books, copy) == before
    assert sanctions_lists.entries_of(db.path, books, copy) == before
    packed.unlink()
    (archive,) = tmp_path.glob("stock-sanctions/*.zip")
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(UserError, match="listed_copy_gone"):
        sanctions_lists.entries_of(db.path, books, copy)


@pytest.mark.parametrize(
    ("number", "key"), [(errno.ENOSPC, "disk_full"), (errno.EROFS, "target_not_writable")]
)
def test_a_copy_that_cannot_be_written_leaves_nothing_behind(
    db: Database,
    books: Books,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    key: str,
) -> None:
    take(db, books, un_file(tmp_path))
    before = sorted(tmp_path.glob("stock-sanctions/*"))
    backing_up.back_up(silent, db.path)  # else the backup before would be the first that fails

    def full(_: int) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError, match=key):
        take(db, books, un_file(tmp_path, people=11))
    assert sorted(tmp_path.glob("stock-sanctions/*")) == before
    assert list_snapshots.current(db.connection)["un"].count == 11


def test_a_shrunken_copy_is_refused_with_both_numbers(
    db: Database, books: Books, tmp_path: Path
) -> None:
    take(db, books, un_file(tmp_path, people=40))
    with pytest.raises(UserError, match=r"listed_shrunk.*found=31, before=41"):
        take(db, books, un_file(tmp_path, people=30))
    (only,) = list_snapshots.of_list(db.connection, "un")
    taken = take(db, books, un_file(tmp_path, people=30), accept="Ten were delisted")
    assert (taken.count, taken.before) == (31, 41)
    assert taken.difference is not None
    assert len(taken.difference.removed) == 10
    latest = list_snapshots.of_list(db.connection, "un")[0]
    assert (latest.why, latest.id) == ("Ten were delisted", only.id + 1)


def test_a_partial_copy_is_refused_at_the_first_time(
    db: Database, books: Books, tmp_path: Path
) -> None:
    shipped = Books()
    with pytest.raises(UserError, match=r"listed_too_few.*found=11, least=800"):
        take(db, shipped, un_file(tmp_path))
    assert not list(tmp_path.glob("stock-sanctions/*"))
    cut = tmp_path / "cut.xml"
    cut.write_bytes(un_file(tmp_path).read_bytes()[:-500])
    with pytest.raises(UserError, match="listed_breaks_off"):
        take(db, books, cut)


def test_an_older_copy_is_refused(db: Database, books: Books, tmp_path: Path) -> None:
    take(db, books, un_file(tmp_path))
    with pytest.raises(UserError, match="listed_older"):
        take(db, books, un_file(tmp_path, day="2026-10-01"))


def test_the_same_copy_again_says_nothing_new(db: Database, books: Books) -> None:
    dpl = MADE_UP / "dpl.txt"
    take(db, books, dpl)
    later = TODAY + timedelta(days=10)
    taken = take(db, books, dpl, on=later)
    assert taken.same
    assert not taken.difference
    (copy,) = list_snapshots.of_list(db.connection, "us-bis-dpl")
    assert copy.checked_on == later
    assert take(db, books, dpl, on=TODAY).same  # an earlier day says nothing of the later one
    (copy,) = list_snapshots.of_list(db.connection, "us-bis-dpl")
    assert copy.checked_on == later


def test_a_list_of_its_own_day_is_no_fresher_for_being_taken_in_late(
    db: Database, books: Books, tmp_path: Path
) -> None:
    take(db, books, un_file(tmp_path), on=DAY + timedelta(days=60))
    held = {one.about.id: one for one in sanctions_lists.lists(db.connection, books, DAY)}
    assert held["un"].age == 0
    assert not held["un"].stale
    late = {
        one.about.id: one
        for one in sanctions_lists.lists(db.connection, books, DAY + timedelta(days=15))
    }
    assert (late["un"].age, late["un"].stale) == (15, True)
    patient = sanctions_lists.lists(db.connection, books, DAY + timedelta(days=15), fresh=15)
    assert not next(one for one in patient if one.about.id == "un").stale
    assert held["us-csl"].snapshot is None
    assert held["us-csl"].stale


def test_what_changed_is_told(db: Database, books: Books, tmp_path: Path) -> None:
    take(db, books, un_file(tmp_path))
    text = un_file(tmp_path, people=11).read_bytes().replace(b"1960", b"1961")
    changed = tmp_path / "new.xml"
    changed.write_bytes(text.replace(b"TARO 3 ", b"JIRO 3 "))
    taken = take(db, books, changed)
    assert taken.difference is not None
    assert len(taken.difference.added) == 1
    assert not taken.difference.removed
    assert len(taken.difference.changed) == 10
    assert taken.difference.changed[0].parts == ("born",)
    again = sanctions_lists.difference_of(db.connection, db.path, books, "un")
    assert again == taken.difference


def test_there_is_nothing_to_compare_a_first_copy_with(
    db: Database, books: Books, tmp_path: Path
) -> None:
    take(db, books, un_file(tmp_path))
    with pytest.raises(UserError, match="listed_no_former"):
        sanctions_lists.difference_of(db.connection, db.path, books, "un")


def test_an_entry_numbered_anew_is_the_same() -> None:
    one = Entry("x", "1", "unknown", (ListedName("A"),))
    two = Entry("x", "2", "unknown", (ListedName("B"), ListedName("C", "alias")))
    assert not difference([one, two], [replace(two, entry_id="1"), replace(one, entry_id="2")])
    renamed = replace(two, names=(ListedName("B"), ListedName("D", "alias")), entry_id="9")
    found = difference([one, two], [one, renamed])
    assert [(c.before, c.after, c.parts) for c in found.changed] == [(two, renamed, ("names",))]
    other = replace(two, names=(ListedName("Z"),))
    found = difference([two], [other])
    assert (found.added, found.removed, found.changed) == ((other,), (two,), ())


def test_an_entry_whose_name_is_written_anew_is_changed_not_another() -> None:
    one = Entry("x", "CDi.001", "person", (ListedName("ERIC MIHON"),))
    renamed = replace(one, names=(ListedName("ERICK MIHON"),))
    found = difference([one], [renamed])
    assert [(c.after, c.parts) for c in found.changed] == [(renamed, ("names",))]
    assert not found.added


def test_a_former_copy_that_is_gone_is_not_compared(
    db: Database, books: Books, tmp_path: Path
) -> None:
    take(db, books, un_file(tmp_path))
    for file in tmp_path.glob("stock-sanctions/*"):
        file.unlink()
    assert take(db, books, un_file(tmp_path, people=11)).difference is None


def test_undo_brings_the_former_copy_back(db: Database, books: Books, tmp_path: Path) -> None:
    take(db, books, un_file(tmp_path))
    taken = take(db, books, un_file(tmp_path, people=11))
    assert taken.count == 12
    step = undoing.next_undo(db.connection)
    assert step is not None
    assert step.key == "sanctions_list"
    undoing.undo_step(db, step.step, "kaneda")
    current = list_snapshots.current(db.connection)["un"]
    assert current.count == 11
    assert len(sanctions_lists.entries_of(db.path, books, current)) == 11


def test_several_files_are_each_known_by_their_content(db: Database, books: Books) -> None:
    files = [MADE_UP / name for name in (*SDN_SET, "uk.csv", "eu.csv", "third_country.txt")]
    outcome, changes = sanctions_lists.install(db, silent, books, files, "sato", TODAY)
    names = [taken.about.id for taken in outcome]
    assert names == ["us-ofac-sdn", "uk-sanctions-list", "eu-fsf", "jp-meti-third-country"]
    assert changes.touches("list_snapshot")
    assert outcome[0].files == ", ".join(SDN_SET)


def test_a_folder_gives_the_lists_in_it(db: Database, books: Books, tmp_path: Path) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    with pytest.raises(UserError, match=r"listed_folder_empty.*folder='lists'"):
        take(db, books, folder)
    for name in SDN_SET:
        (folder / name.upper()).write_bytes((MADE_UP / name).read_bytes())
    (folder / "read.me").write_text("no list", encoding="utf-8")
    taken = take(db, books, folder)
    assert (taken.about.id, taken.count) == ("us-ofac-sdn", 4)


def test_files_of_one_name_are_kept_apart(db: Database, books: Books, tmp_path: Path) -> None:
    files = []
    for number, name in enumerate(SDN_SET):
        (tmp_path / str(number)).mkdir()
        files.append(tmp_path / str(number) / "list.csv")
        files[-1].write_bytes((MADE_UP / name).read_bytes())
    take(db, books, *files)
    (copy,) = list_snapshots.of_list(db.connection, "us-ofac-sdn")
    kept = list_copies.files(db.path, copy.sha256)
    assert kept is not None
    assert [name for name, _ in kept] == ["list.csv", "2-list.csv", "3-list.csv", "4-list.csv"]
    (packed,) = tmp_path.glob("stock-sanctions/*.entries")
    packed.unlink()
    assert len(sanctions_lists.entries_of(db.path, books, copy)) == 4


def test_one_bad_file_keeps_all_out(db: Database, books: Books, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("hello", encoding="utf-8")
    with pytest.raises(UserError, match=r"listed_unknown.*bad\.txt"):
        sanctions_lists.install(db, silent, books, [MADE_UP / "uk.csv", bad], "sato", TODAY)
    assert list_snapshots.current(db.connection) == {}
    with pytest.raises(UserError, match="listed_twice"):
        files = [MADE_UP / "eu.csv", MADE_UP / "eu_old.csv"]
        sanctions_lists.install(db, silent, books, files, "sato", TODAY)
    with pytest.raises(UserError, match=r"listed_other_list.*uk\.csv.*found='UK Sanctions List'"):
        take(db, books, MADE_UP / "uk.csv", as_list="un")
    with pytest.raises(UserError, match="listed_id_unknown"):
        take(db, books, MADE_UP / "uk.csv", as_list="xx")
    with pytest.raises(UserError, match="file_missing"):
        take(db, books, tmp_path / "none.csv")


def test_cancelled_means_nothing_was_taken_in(db: Database, books: Books) -> None:
    def stop(*_: object, **__: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sanctions_lists.install(db, stop, books, [MADE_UP / "uk.csv"], "sato", TODAY)
    assert list_snapshots.current(db.connection) == {}


@real
def test_the_real_lists_are_taken_in(db: Database) -> None:
    """The complete ones by the shipped figures; the old SDN file is rightly refused as too small."""
    whole = ("un", "us-bis-dpl", "jp-meti-russia", "jp-meti-belarus", "jp-meti-third-country")
    files = [REAL / name for one in whole for name in REAL_SETS[one]]
    outcome, _ = sanctions_lists.install(db, silent, Books(), files, "sato", TODAY)
    counts = {taken.about.id: taken.count for taken in outcome}
    assert counts == dict(zip(whole, (1003, 546, 561, 27, 56), strict=True))
    sdn = [REAL / name for name in REAL_SETS["us-ofac-sdn"]]
    with pytest.raises(UserError, match=r"listed_too_few.*found=7379"):
        sanctions_lists.install(db, silent, Books(), sdn, "sato", TODAY)


class Issuer(BaseHTTPRequestHandler):
    """Plays the issuers of lists."""

    def do_GET(self) -> None:
        if self.path == "/list.xml":
            self._answer(UN)
        elif self.path == "/packed":
            self._answer(gzip.compress(UN))
        elif self.path == "/moved":
            self._moved("/list.xml")
        elif self.path == "/away":
            self._moved("ftp://127.0.0.1/list.xml")
        elif self.path == "/file":
            self._moved(Path(__file__).as_uri())
        elif self.path == "/round":
            self._moved("/round")
        elif self.path == "/short":
            self._answer(UN[:200], stated=len(UN))
        elif self.path == "/page":
            self._answer(b"<html>Service unavailable</html>")
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            while not self.server.stop.wait(0.05):  # type: ignore[attr-defined]
                try:
                    self.wfile.write(b" ")
                except OSError:  # nobody listens any more
                    return
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            self.server.stop.wait(5)  # type: ignore[attr-defined]
        else:
            self.send_error(404)

    def _moved(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def _answer(self, data: bytes, stated: int = 0) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(stated or len(data)))
        self.send_header("Content-Disposition", 'attachment; filename="..\\\\..\\\\evil/un.xml"')
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def issuer() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Issuer) as server:
        server.stop = threading.Event()  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.stop.set()  # type: ignore[attr-defined]
        server.shutdown()


def at(books: Books, *addresses: str) -> Books:
    known = dict(books.sanctions_lists)
    known["un"] = replace(known["un"], fetch=addresses)
    books.__dict__["sanctions_lists"] = known
    return books


@pytest.mark.parametrize("path", ["/list.xml", "/moved", "/packed"])
def test_a_list_is_fetched_from_its_issuer(
    db: Database, books: Books, issuer: str, path: str
) -> None:
    told: list[int] = []

    def tell(done: int, _: int, key: str, /, **__: object) -> None:
        if key == "listed.fetching":
            told.append(done)

    known = at(books, issuer + path)
    (taken,), _ = sanctions_lists.fetch(db, tell, known, ["un"], "sato", TODAY)
    assert (taken.count, taken.files) == (2, "un.xml")
    assert told[-1] == len(gzip.compress(UN) if path == "/packed" else UN)


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/away", "listed_address_unsafe"),
        ("/file", "listed_not_fetched"),
        ("/round", "listed_not_fetched"),
        ("/none", "listed_not_fetched"),
        ("/short", "listed_not_fetched_whole"),
        ("/page", "listed_form_page"),
    ],
)
def test_what_cannot_be_fetched_whole_is_refused(
    db: Database, books: Books, issuer: str, path: str, error: str
) -> None:
    with pytest.raises(UserError, match=rf"^{error}\("):
        sanctions_lists.fetch(db, silent, at(books, issuer + path), ["un"], "sato", TODAY)
    assert list_snapshots.current(db.connection) == {}


def test_a_silent_or_endless_server_is_left(issuer: str) -> None:
    def nobody(*_: int) -> None:
        return

    with pytest.raises(UserError, match="listed_not_fetched"):
        fetching.download(f"{issuer}/slow", nobody, seconds=0.2)
    with pytest.raises(UserError, match="listed_too_large"):
        fetching.download(f"{issuer}/list.xml", nobody, largest=100)


@pytest.mark.parametrize("path", ["/drip", "/slow"])
def test_a_server_that_is_slow_or_silent_can_be_left_at_once(issuer: str, path: str) -> None:
    heard: list[int] = []

    def tell(done: int, _: int) -> None:
        heard.append(done)
        if len(heard) > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        fetching.download(issuer + path, tell)
    assert heard == sorted(heard)


@pytest.mark.parametrize(
    "address",
    ["http://example.org/list.xml", "file:///etc/passwd", "ftp://example.org/a", "http://127.0.0.1.example.org/", "list.xml"],
)  # fmt: skip
def test_only_safe_addresses_are_asked(address: str) -> None:
    with pytest.raises(UserError, match="listed_address_unsafe"):
        fetching.download(address, lambda _done, _total: None)


def test_a_list_without_an_address_says_where_to_take_it(db: Database, books: Books) -> None:
    with pytest.raises(UserError, match=r"listed_no_address.*www\.meti\.go\.jp"):
        sanctions_lists.fetch(db, silent, books, ["jp-meti-russia"], "sato", TODAY)


def test_a_fetch_can_be_cancelled(db: Database, books: Books, issuer: str) -> None:
    def stop(_: int, __: int, key: str, /, **___: object) -> None:
        if key == "listed.fetching":
            raise Cancelled

    with pytest.raises(Cancelled):
        sanctions_lists.fetch(db, stop, at(books, issuer + "/list.xml"), ["un"], "sato", TODAY)
