"""What a sanctions list is read from: one file or a set of them, as bytes of any quality."""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from broker_app.domain.listing import Entry
from broker_app.domain.sanctions_list import hash_of
from broker_app.errors import UserError

LARGEST = 400_000_000
"""Bytes of one list; the largest that is published has some 100 million."""
MOST_MEMBERS = 20
HEAD = 4096
"""Bytes by which a list is recognised."""

Country = Callable[[str], str]
"""The ISO code of a country by a name that some list uses; empty where it is not known."""


@dataclass(frozen=True)
class Part:
    """One file of a list: its name and its bytes."""

    name: str
    data: bytes

    @cached_property
    def text(self) -> str:
        """The file as text. Raises UserError where the bytes are of no encoding, or damaged."""
        return _decoded(self.data, self.name)

    @cached_property
    def head(self) -> str:
        """The beginning of the file as text, good enough to recognise it by."""
        start = self.data[:HEAD]
        wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
        return start.decode("utf-16" if wide else "utf-8-sig", errors="replace")

    @cached_property
    def sha256(self) -> str:
        """The hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Source:
    """The files that make up one list."""

    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """The name of the first file, for sentences about it."""
        return self.parts[0].name

    @property
    def sha256(self) -> str:
        """The hash of the file; of several, the hash over their hashes."""
        return hash_of([part.sha256 for part in self.parts])


@dataclass(frozen=True, slots=True)
class Parser:
    """How files of one form are recognised and read.

    `entries` yields the entries of a source under a list's id; `dated` says of which day the list
    is, by its own words. `lacking` names files of a set that are not there.
    """

    fits: Callable[[Source], bool]
    entries: Callable[[Source, str, Country], Iterator[Entry]]
    dated: Callable[[Source], date | None] = field(default=lambda _: None)
    lacking: Callable[[Source], Sequence[str]] = field(default=lambda _: ())


def opened(name: str, data: bytes) -> list[Part]:
    """Return the files that a file is or holds: an archive of lists is unpacked, a workbook not.

    Raises UserError for what is empty, too large or a damaged archive.
    """
    if not data.strip():
        raise UserError("listed_empty", file=name)
    if len(data) > LARGEST:
        raise UserError("listed_too_large", file=name)
    if not data.startswith(b"PK\x03\x04"):
        return [Part(name, data)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, name, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, *_ZIP_REFUSES) as problem:
        raise UserError("listed_damaged", file=name) from problem


_ZIP_REFUSES = (RuntimeError, NotImplementedError, ValueError)
"""What a password, an unknown compression or an impossible date in an archive raises."""


def _unpacked(archive: zipfile.ZipFile, name: str, data: bytes) -> list[Part]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename.startswith(("xl/", "[Content_Types]")) for member in members):
        return [Part(name, data)]
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST:
        raise UserError("listed_too_large", file=name)
    if not members:
        raise UserError("listed_empty", file=name)
    return [Part(m.filename.rpartition("/")[2], archive.read(m)) for m in members]


def records(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    """Yield the records of a delimited text, without blank ones. Raises UserError for none."""
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        for record in reader:
            if any(cell.strip("\x1a \t") for cell in record):
                yield record
    except csv.Error as problem:
        raise UserError("listed_damaged", file=name) from problem


def named_records(
    text: str, delimiter: str, name: str, needed: Sequence[str]
) -> Iterator[dict[str, str]]:
    """Yield records by their headings, folded; of equal headings the first counts.

    Raises UserError where a needed heading is missing or nothing follows.
    """
    yield from by_heading(records(text, delimiter, name), name, needed)


def by_heading(
    rows: Iterator[list[str]], name: str, needed: Sequence[str]
) -> Iterator[dict[str, str]]:
    """Yield rows by the headings of the first one; see `named_records`."""
    heads = [folded(head) for head in next(rows, [])]
    missing = [head for head in needed if head not in heads]
    if missing:
        raise UserError("listed_heading_missing", file=name, heading=missing[0])
    places = {head: heads.index(head) for head in heads if head}
    for row in rows:
        yield {head: clean(row[at]) if at < len(row) else "" for head, at in places.items()}


def folded(heading: str) -> str:
    """Return a heading without case, blanks and marks: `D.O.B ` is `dob`."""
    plain = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\W_]", "", plain)


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def clean(text: str) -> str:
    """Return a text without control marks and needless blanks."""
    plain = text if text.isprintable() else _CONTROLS.sub(" ", text)
    return " ".join(plain.split())


def one_each(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the texts that say something, each once, in their order."""
    return tuple(dict.fromkeys(text for text in texts if text))


def stable_id(*texts: str) -> str:
    """Return an id for an entry whose list gives it none: the same as long as it is the same."""
    return hashlib.sha256("\n".join(texts).casefold().encode()).hexdigest()[:10]


class Ids:
    """Hands out ids so that none is used twice in a list: the second of equals gets `-2`."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def own(self, wanted: str) -> str:
        """Return the wanted id, numbered where it is taken."""
        count = self._seen[wanted] = self._seen.get(wanted, 0) + 1
        return wanted if count == 1 else f"{wanted}-{count}"


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def day_from(text: str, month_first: bool = False) -> date | None:
    """Read the day a list is of: `2026-02-27…`, `27/02/2026`, `27-Feb-2026`; None for no day."""
    try:
        if found := re.search(r"(\d{4})-(\d\d)-(\d\d)", text):
            return date(*(int(number) for number in found.groups()))
        if found := re.search(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
            first, second, year = (int(number) for number in found.groups())
            return date(year, first, second) if month_first else date(year, second, first)
        if found := re.search(r"(\d{1,2})[- ]([A-Za-z]{3})[a-z]*[- ](\d{4})", text):
            month = _MONTHS.index(found[2].lower()) + 1
            return date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None
    return None


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as problem:
            raise UserError("listed_damaged", file=name) from problem
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return _legacy(data, name, problem)


_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]{2}")


def _legacy(data: bytes, name: str, problem: UnicodeDecodeError) -> str:
    """Read bytes that are no UTF-8: in an encoding of old systems, never damaged UTF-8."""
    as_is = data.decode("utf-8", errors="replace")
    bad = as_is.count("\ufffd")
    if sum(char > "\x7f" for char in as_is) > 2 * bad:  # mostly good: a broken copy
        raise UserError("listed_damaged", file=name) from problem
    for encoding in ("cp932", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp932" or len(_JAPANESE.findall(text)) * 4 > bad:
            return text
    raise UserError("listed_damaged", file=name) from problem
