"""Delimited: text files of any encoding and delimiter as records of cells."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from broker_app.errors import UserError
from broker_app.intake.header import LOOKED_AT, Dictionary
from broker_app.intake.normalise import Cell, is_blank
from broker_app.intake.plausible import oddness

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LEGACY = ("cp932", "euc_jp", "cp949", "cp1251", "gb18030", "cp1252")
"""Tried in this order; the dictionary of headings is the judge."""
DELIMITERS = (",", "\t", ";", "|")
Merit = Callable[[Sequence[Sequence[Cell]]], tuple[int, ...]]
"""How much a table without headings tells; all noughts where it tells nothing."""
_JUDGED = 100
_HEAD = 262_144
_HINT = re.compile(r"^\"?sep=(.)\"?\r?\n?$", re.IGNORECASE)
# UTF-8 read as cp932 shows as these.
_MOJIBAKE = re.compile("[縺繧繝]")


@dataclass(frozen=True, slots=True)
class Shape:
    """How a text file is read: `hits` headings were recognised with it."""

    encoding: str
    delimiter: str
    hits: int = 0


@dataclass(slots=True)
class Delimited:
    """A text file whose encoding and delimiter are settled."""

    path: Path
    shape: Shape

    def records(self) -> Iterator[list[Cell]]:
        """Yield every record; a quoted cell with line breaks is one. Bad bytes show as U+FFFD."""
        number = 0
        with self.path.open(encoding=self.shape.encoding, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=self.shape.delimiter)
            try:
                for record in reader:
                    number += 1
                    yield [] if record == ["\x1a"] else record  # the end mark of old systems
            except csv.Error as problem:
                raise UserError(
                    "list_broken_quote", file=self.path.name, line=number + 1
                ) from problem

    def head(self, count: int) -> list[list[Cell]]:
        """Return the first records."""
        return list(islice(self.records(), count))

    def tail(self, size: int = 65_536) -> list[list[Cell]]:
        """Return the last lines as records, for the footnotes among them."""
        with self.path.open("rb") as file:
            file.seek(0, io.SEEK_END)
            file.seek(max(0, file.tell() - size))
            encoding = self.shape.encoding.removesuffix("-sig")
            text = file.read().decode("utf-16-le" if encoding == "utf-16" else encoding, "replace")
        return [[line] for line in text.splitlines()]


def open_delimited(
    path: Path, known: Dictionary, encoding: str, merit: Merit, any_table: bool = False
) -> Delimited:
    """Settle how a text file is read: by its headings, by `merit` of its rows where it has none.

    Raises UserError for a file that is no table, unless a person said that it is one.
    """
    if encoding:
        _check_codec(encoding)
    head, encodings = _candidates(path, encoding)
    shapes = [shape for name in encodings for shape in _shapes(head, name, known)]
    best = _most_plausible(head, shapes)
    if best.hits < 2:
        best = max(shapes, key=lambda shape: merit(_records(head, shape)))
        if not any_table and not any(merit(_records(head, best))):
            raise UserError(_why_none(head), file=path.name)
    return Delimited(path, best)


def _most_plausible(head: bytes, shapes: Sequence[Shape]) -> Shape:
    """Return the shape with the most headings; among equals the one whose text looks right."""
    most = max(shape.hits for shape in shapes)
    best = [shape for shape in shapes if shape.hits == most]
    if len({shape.encoding for shape in best}) == 1:
        return best[0]
    return min(best, key=lambda shape: _oddness(head, shape.encoding))


@lru_cache(maxsize=8)
def _oddness(head: bytes, encoding: str) -> float:
    """Return how odd a text looks, roughly: small differences prove nothing."""
    return round(oddness(head.decode(encoding, errors="replace"), encoding), 1)


def _records(head: bytes, shape: Shape) -> list[list[Cell]]:
    text = head.decode(shape.encoding, errors="replace").removeprefix("\ufeff")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter)
        return list(islice(reader, _JUDGED))
    except csv.Error:
        return []


def best_encoding(data: bytes, known: Dictionary, declared: str) -> str:
    """Return how a page is encoded: by its mark, as UTF-8, as declared, or by its headings."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    candidates = [name for name in dict.fromkeys(("utf-8", declared, *_LEGACY)) if _is_codec(name)]
    sample = data[:_HEAD]
    strict = [name for name in candidates if _decodes(data, name)]
    if "utf-8" in strict:
        return "utf-8"
    if declared in strict:
        return declared
    names = strict or candidates
    return max(names, key=lambda name: (_words_known(sample, name, known), -_oddness(sample, name)))


def _is_codec(name: str) -> bool:
    try:
        return bool(name) and codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, ValueError):
        return False
    return True


def _words_known(data: bytes, encoding: str, known: Dictionary) -> int:
    words = re.split(r"<[^>]*>", data.decode(encoding, errors="replace"))
    return sum(1 for word in words if known.knows(word.strip()))


def _check_codec(encoding: str) -> None:
    try:
        if not codecs.lookup(encoding)._is_text_encoding:
            raise LookupError(encoding)
    except LookupError as problem:
        raise UserError("encoding_unknown", encoding=encoding) from problem


def _candidates(path: Path, encoding: str) -> tuple[bytes, Sequence[str]]:
    """Return the part to judge by and the encodings the bytes allow."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if encoding:
            return head, (encoding,)
        for bom, name in _BOMS:
            if head.startswith(bom):
                return head, (name,)
        if head.count(b"\x00") > len(head) // 10:
            return head, ("utf-16-le", "utf-16-be")
        if _all_utf8(head, file):
            return head, ("utf-8",)
    return head, _LEGACY


def _all_utf8(head: bytes, rest: io.BufferedReader) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)
        while piece := rest.read(1_000_000):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _shapes(head: bytes, encoding: str, known: Dictionary) -> Iterator[Shape]:
    """Try the delimiters; a `sep=;` line decides."""
    text = head.decode(encoding, errors="replace").removeprefix("\ufeff")
    first = text.splitlines(keepends=True)[:1]
    hint = _HINT.match(first[0]) if first else None
    bad = text.count("\ufffd")
    for delimiter in (hint[1],) if hint else DELIMITERS:
        hits = _hits(text, delimiter, known)
        # One spoilt character is a damaged file; many are the wrong encoding.
        yield Shape(encoding, delimiter, hits if bad <= 20 + len(text) // 1000 else hits // 2)


def _hits(text: str, delimiter: str, known: Dictionary) -> int:
    best = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for record in islice(reader, LOOKED_AT):
            best = max(best, sum(1 for cell in record if known.knows(cell)))
    except (csv.Error, TypeError):
        return best
    return best


def _why_none(head: bytes) -> str:
    text = head.decode("utf-8", errors="replace")
    if is_blank(text):
        return "list_empty"
    return "list_mojibake" if len(_MOJIBAKE.findall(text)) >= 5 else "list_no_table"
