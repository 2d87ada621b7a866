"""What a sanctions list is read from: one file or a set of them, as bytes of any quality."""

import csv
import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from broker_app.domain.listing import Entry
from broker_app.domain.sanctions_list import hash_of
from broker_app.errors import UserError

LARGEST = 250_000_000
"""Bytes of one list; the largest that is published has some 125 million."""
MOST_MEMBERS = 20
HEAD = 4096
"""Bytes by which a list is recognised."""

Country = Callable[[str], str]
"""The ISO code of a country by a name that some list uses; empty where it is not known."""


@dataclass(frozen=True)
class Part:
    """One file of a list: its name and its bytes; `heed` is called now and then, and may raise."""

    name: str
    data: bytes
    heed: Callable[[], None] = field(default=lambda: None, compare=False)

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
    is, by its own words. `lacking` names files of a set that are not there. In the text of `told`
    stand the words by which a list is told from others of its form.
    """

    fits: Callable[[Source], bool]
    entries: Callable[[Source, str, Country], Iterator[Entry]]
    dated: Callable[[Source], date | None] = field(default=lambda _: None)
    lacking: Callable[[Source], Sequence[str]] = field(default=lambda _: ())
    told: Callable[[Source], str] = field(default=lambda source: source.parts[0].text)


def opened(name: str, data: bytes) -> list[Part]:
    """Return the files that a file is or holds: an archive of lists is unpacked, a workbook not.

    Raises UserError for what is empty, too large or a damaged archive.
    """
    if not data.strip():
        raise UserError("listed_empty", file=name)
    if len(data) > LARGEST:
        raise UserError("listed_too_large", file=name)
    if data.startswith(_GZIP):
        return opened(name.removesuffix(".gz"), _inflated(name, data))
    if not data.startswith(b"PK\x03\x04"):
        return [Part(name, data)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _unpacked(archive, name, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, *_ZIP_REFUSES) as problem:
        raise UserError("listed_damaged", file=name) from problem


_GZIP = b"\x1f\x8b\x08"


def _inflated(name: str, data: bytes) -> bytes:
    """Return what a gzip file holds. Raises UserError for a damaged one, and one without end."""
    inflating = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = inflating.decompress(data, LARGEST + 1)
    except zlib.error as problem:
        raise UserError("listed_damaged", file=name) from problem
    if len(plain) > LARGEST:
        raise UserError("listed_too_large", file=name)
    if not inflating.eof:
        raise UserError("listed_breaks_off", file=name)
    return plain


_ZIP_REFUSES = (RuntimeError, NotImplementedError, ValueError)
"""What a password, an unknown compression or an impossible date in an archive raises."""


_OF_WORKBOOKS = ("xl/", "[Content_Types]", "mimetype")
"""Members by which an archive is a workbook of Excel or of an OpenDocument program."""


def _unpacked(archive: zipfile.ZipFile, name: str, data: bytes) -> list[Part]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename.startswith(_OF_WORKBOOKS) for member in members):
        return [Part(name, data)]
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > LARGEST:
        raise UserError("listed_too_large", file=name)
    if not members:
        raise UserError("listed_empty", file=name)
    return [Part(m.filename.rpartition("/")[2], _member(archive, m)) for m in members]


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Read a member no further than its entry says, whatever it would unpack to."""
    with archive.open(member) as opened:
        return opened.read(member.file_size + 1)


_HEEDS_EVERY = 2000


def records(part: Part, delimiter: str) -> Iterator[list[str]]:
    """Yield the records of a delimited file, without blank ones. Raises UserError for none."""
    reader = csv.reader(_lines(part.text.replace("\0", "")), delimiter=delimiter)
    try:
        for number, record in enumerate(reader):
            if number % _HEEDS_EVERY == 0:
                part.heed()
            if any(cell.strip("\x1a \t") for cell in record):
                yield record
    except csv.Error as problem:
        raise UserError("listed_damaged", file=part.name) from problem


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends, one by one: a large list would take four times the room."""
    end = "\n" if "\n" in text else "\r"
    start = 0
    while at := text.find(end, start) + 1:
        yield text[start:at]
        start = at
    if start < len(text):
        yield text[start:]


_LOOKED_AT = 30
"""Records among which the headings are looked for: a title or the day may stand above them."""
_TELLING = 8
"""Letters of a heading that are enough to know it by how it begins."""
_DELIMITERS = (",", ";", "\t", "|")


def has_headings(part: Part, words: Sequence[str], least: int) -> bool:
    """Tell whether a file begins like a list: with so many of these headings, folded."""
    plain = folded(part.head)
    return sum(word in plain for word in words) >= least


def delimiter_of(part: Part, heading: str) -> str:
    """Return what parts the cells of a file: a list saved anew by a spreadsheet has another."""
    lines = part.head.splitlines()
    line = next((one for one in lines if heading in folded(one)), "")
    return max(_DELIMITERS, key=line.count)


Others = Mapping[str, Sequence[str]]
"""What else a heading is called, by its own name."""


def named_records(
    part: Part, needed: Sequence[str], others: Others | None = None
) -> Iterator[dict[str, str]]:
    """Yield the records of a delimited file by their headings, folded; see `by_heading`."""
    cells = records(part, delimiter_of(part, needed[0]))
    yield from by_heading(cells, part, needed, others)


def by_heading(
    rows: Iterator[list[str]], part: Part, needed: Sequence[str], others: Others | None = None
) -> Iterator[dict[str, str]]:
    """Yield rows by their headings, folded, without empty cells; of equal ones the first counts.

    The headings are the first record that has all that are needed, whatever stands above it; a
    needed one is also known by what else it is called, or by how it begins. Raises UserError where
    one is missing, and where the file ends within a record.
    """
    first: list[str] = []
    missing = list(needed)
    for record in islice(rows, _LOOKED_AT):
        heads = _known_heads([folded(head) for head in record], needed, others or {})
        lacking = [head for head in needed if head not in heads]
        if len(lacking) < len(missing) or not first:
            first, missing = heads, lacking
        if not missing:
            break
    if missing:
        raise UserError("listed_heading_missing", file=part.name, heading=missing[0])
    places = {at: head for at, head in enumerate(first) if head and first.index(head) == at}
    none = dict.fromkeys(needed, "")
    row: list[str] = first
    for row in rows:
        found = {places[at]: clean(cell) for at, cell in enumerate(row) if cell and at in places}
        yield none | found
    if not part.text.endswith(_ENDS) and (len(row) < len(first) or part.text.count('"') % 2):
        raise UserError("listed_breaks_off", file=part.name)


_ENDS = ("\n", "\r", "\x1a")
"""What a text that was not cut off ends in."""


def _known_heads(heads: list[str], needed: Sequence[str], others: Others) -> list[str]:
    """Return headings with those that are needed under their own names."""
    for wanted in needed:
        if wanted in heads:
            continue
        found = [head for head in heads if head in others.get(wanted, ())]
        if not found and len(wanted) >= _TELLING:
            found = [head for head in heads if head.startswith(wanted)]
        if len(found) == 1:
            heads = [wanted if head == found[0] else head for head in heads]
    return heads


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
