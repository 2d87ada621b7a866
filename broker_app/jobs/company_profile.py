"""What a company shows on its papers: signatories, pictures, patterns of numbers, clauses."""

import io
import unicodedata
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from broker_app import given_file, words
from broker_app.domain.changes import Changes
from broker_app.domain.counted import counted
from broker_app.domain.file_name import safe_name
from broker_app.domain.paper_keys import HEAD_KEYS, placeholders
from broker_app.domain.party import Company, Signatory
from broker_app.domain.series import SHIPMENT, SHIPMENT_PATTERN, Series, on_day, problem
from broker_app.errors import UserError
from broker_app.jobs import numbering
from broker_app.jobs.books import Books
from broker_app.jobs.typed_texts import LONGEST
from broker_app.store import (
    attachment_files,
    companies,
    company_pictures,
    numbers,
    signatories,
    write,
)
from broker_app.store.database import Database, Rows

COMPANY, SIGNATORY = frozenset({"company"}), frozenset({"signatory"})
SLOTS = ("logo", "seal")
LARGEST_PICTURE = 1_000_000
"""Bytes: a seal and a signature are small, and they lie in the database."""
LARGEST_SIDE = 4000
_FORMATS = ("PNG", "JPEG")
_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
_BESIDE = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"}
"""What a picture may carry besides what it shows."""
_MOST_CLAUSES = 60
MOST_DIGITS = 8
"""Figures of a count that is typed alone."""


def put_signatory(db: Database, signatory: Signatory, who: str) -> tuple[int, Changes]:
    """Store a signatory, new or changed; returns its id. The first one signs where none is named.

    Raises UserError without a name, and for texts that are too long.
    """
    for name in ("name", "title", "name_ja", "title_ja"):
        if len(getattr(signatory, name)) > LONGEST:
            raise UserError("value_too_long", fact=words.say(f"signatory.{name}"), most=LONGEST)
    if not signatory.name.strip():
        raise UserError("signatory_needs_name")
    first = not signatories.of_company(db.connection, signatory.company)
    made = replace(signatory, is_default=signatory.is_default or first)
    with write.step(db, "signatory", who, name=made.name) as step:
        companies.ensure(step, db.connection, made.company)
        number = signatories.put(step, made)
    return number, Changes(SIGNATORY, step.number)


def remove_signatory(db: Database, signatory: Signatory, who: str) -> Changes:
    """Take a signatory away; where it was the one who signs, the next one does."""
    with write.step(db, "signatory_remove", who, name=signatory.name) as step:
        signatories.remove(step, signatory.id or 0)
        left = signatories.of_company(db.connection, signatory.company)
        if signatory.is_default and left:
            signatories.choose_default(step, db.connection, left[0])
    return Changes(SIGNATORY, step.number)


def choose_signatory(db: Database, signatory: Signatory, who: str) -> Changes:
    """Let somebody sign the papers where nobody else is named."""
    with write.step(db, "signatory_default", who, name=signatory.name) as step:
        signatories.choose_default(step, db.connection, signatory)
    return Changes(SIGNATORY, step.number)


def put_picture(db: Database, company: int, slot: str, file: Path | None, who: str) -> Changes:
    """Keep a picture as the `logo` or `seal` of a company; None takes it away.

    Raises UserError for what is no PNG or JPEG picture of a size that papers can hold.
    """
    content = None if file is None else picture_of(file)
    profile = companies.get(db.connection, company)
    changed: dict[str, Any] = {}
    with write.step(db, "company_picture", who, name=profile.name) as step:
        kept = "" if content is None else company_pictures.keep(step, db.connection, content)
        changed[slot] = kept
        companies.put(step, db.connection, replace(profile, **changed))
    return Changes(COMPANY, step.number)


def sign_with(db: Database, signatory: Signatory, file: Path | None, who: str) -> Changes:
    """Keep a picture as the signature of a signatory; None takes it away."""
    content = None if file is None else picture_of(file)
    with write.step(db, "signature", who, name=signatory.name) as step:
        kept = "" if content is None else company_pictures.keep(step, db.connection, content)
        signatories.put(step, replace(signatory, picture=kept))
    return Changes(SIGNATORY, step.number)


def picture_of(file: Path) -> bytes:
    """Return the bytes of a picture that papers may carry, upright and with nothing beside it.

    What a camera adds (place, owner) must not travel with a paper. Raises UserError for anything
    else than a whole PNG or JPEG picture.
    """
    name = safe_name(file.name)
    size = attachment_files.size_of(file)
    if size > LARGEST_PICTURE:
        raise UserError("picture_too_large", file=name, most=LARGEST_PICTURE // 1000)
    from broker_app.intake.pictures import BROKEN  # late, as Pillow is

    try:
        return _for_papers(given_file.content(file), name)
    except BROKEN as problem:
        raise UserError("picture_unreadable", file=name) from problem


def _for_papers(content: bytes, name: str) -> bytes:
    """Return a picture as it is, made anew where every reader would not show it the same."""
    from PIL import Image, ImageOps

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise UserError("picture_sides", file=name, most=LARGEST_SIDE)
            picture.verify()  # that it is whole: what is lenient here is not on paper
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            picture.load()
            if picture.mode in _MODES and not _BESIDE & picture.info.keys():
                return content
            upright = ImageOps.exif_transpose(picture)
            is_clear = "A" in upright.getbands() or "transparency" in upright.info
            clean = Image.new("RGBA" if is_clear else "RGB", upright.size)
            clean.paste(upright.convert(clean.mode))
            made = io.BytesIO()
            clean.save(made, picture.format or "PNG", quality=95)
            return made.getvalue()


def put_series(db: Database, books: Books, company: int, kind: str, text: str, who: str) -> Changes:
    """Store the company's own pattern of numbers of a kind; empty gives the usual one back.

    Raises UserError for an unknown kind, and for a pattern that cannot be one.
    """
    if kind != SHIPMENT and kind not in books.document_kinds:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(books.document_kinds))
    pattern = unicodedata.normalize("NFKC", text).replace(" ", "")
    wrong = problem(pattern) if pattern else ""
    if wrong:
        raise UserError(f"series_{wrong}", value=pattern)
    profile = companies.get(db.connection, company)
    series = {name: kept for name, kept in profile.series.items() if name != kind}
    return _put(db, replace(profile, series=series | ({kind: pattern} if pattern else {})), who)


def put_used_elsewhere(
    db: Database, books: Books, company: int, kind: str, text: str, who: str, today: date
) -> Changes:
    """Store the last number of a series that another system used; the next one follows it.

    Empty forgets it. Raises UserError for a number of no such series, and for one below those that
    were taken here.
    """
    profile = companies.get(db.connection, company)
    number = numbering.read_number(text)
    if number:
        number = _of_series(profile, books, kind, number, today)
        series = series_on(profile, books, kind, today)
        higher = series.next(numbers.used(db.connection, kind))
        if (series.count_of(number) or 0) + 1 < (series.count_of(higher) or 0):
            raise UserError("number_below", number=number, higher=higher)
    used = {name: kept for name, kept in profile.used_elsewhere.items() if name != kind}
    return _put(db, replace(profile, used_elsewhere=used | ({kind: number} if number else {})), who)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A series of numbers of a company: its pattern, where another system left off, what is next.

    `next` is empty for a pattern that counts nothing.
    """

    kind: str
    pattern: str
    used_elsewhere: str
    next: str


def every_series(
    reader: Rows, books: Books, company: int, today: date, kind: str | None = None
) -> list[Numbered]:
    """Return the series of a company on a day, or the one of a kind of paper.

    Raises UserError for a kind that has none of its own.
    """
    profile = companies.get(reader, company)
    asked = [series_named(books, kind)] if kind else _names(books)
    return [_numbered(reader, books, profile, name, today) for name in asked]


def series_named(books: Books, kind: str) -> str:
    """Return the series that a word means: a kind of paper, or `SH` for shipments, in any case.

    Raises UserError for any other, and for a kind that is numbered with another one.
    """
    plain = kind.strip().casefold()
    known = _names(books)
    found = next((name for name in known if name.casefold() == plain), None)
    if found is None:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(known))
    return found


def _names(books: Books) -> list[str]:
    """Return what has numbers of its own: kinds of papers, then shipments."""
    kinds = books.document_kinds.items()
    return [*(name for name, known in kinds if not known.numbered_with), SHIPMENT]


def _numbered(reader: Rows, books: Books, profile: Company, kind: str, today: date) -> Numbered:
    series = series_on(profile, books, kind, today)
    usual = SHIPMENT_PATTERN if kind == SHIPMENT else books.document_kinds[kind].series
    following = series.next(numbers.used_in(reader, profile, kind)) if series.digits else ""
    last = profile.used_elsewhere.get(kind, "")
    return Numbered(kind, profile.series.get(kind) or usual, last, following)


def series_on(profile: Company, books: Books, kind: str, today: date) -> Series:
    """Return the series of a kind of paper, or of shipments, of a company on a day."""
    usual = SHIPMENT_PATTERN if kind == SHIPMENT else books.document_kinds[kind].series
    return on_day(profile.series.get(kind) or usual, profile.number_prefix, today, "…")


def _of_series(profile: Company, books: Books, kind: str, number: str, today: date) -> str:
    """Return a number as its series writes it; a bare count is one too."""
    if kind != SHIPMENT and kind not in books.document_kinds:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(books.document_kinds))
    series = series_on(profile, books, kind, today)
    if not series.digits:
        raise UserError("series_uncounted")
    count = counted(number)
    if count is not None and len(number) <= MOST_DIGITS:
        number = series.number(count)
    if series.count_of(number) is None:
        raise UserError("number_other_series", number=number, like=series.number(1))
    return number


def put_clauses(
    db: Database, books: Books, company: int, kind: str, lines: Sequence[str], who: str
) -> Changes:
    """Store the terms and conditions that papers of a kind print; none gives the usual ones."""
    if kind not in books.document_kinds:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(books.document_kinds))
    kept = tuple(line.strip() for line in lines if line.strip())
    if len(kept) > _MOST_CLAUSES or any(len(line) > LONGEST for line in kept):
        raise UserError("clauses_too_long", most=_MOST_CLAUSES, characters=LONGEST)
    known = HEAD_KEYS | books.particulars.keys("shipment")
    for name in (name for line in kept for name in placeholders(line)):
        if name not in known:
            raise UserError("clauses_placeholder", name=name)
    profile = companies.get(db.connection, company)
    clauses = {name: old for name, old in profile.clauses.items() if name != kind}
    return _put(db, replace(profile, clauses=clauses | ({kind: kept} if kept else {})), who)


def read_registration(text: str) -> str:
    """Read a number of qualified invoices: `T` and 13 digits, the first of which checks the others.

    Empty stays so. Raises UserError for anything else.
    """
    from stdnum.exceptions import ValidationError
    from stdnum.jp import cn

    plain = unicodedata.normalize("NFKC", text).upper().replace("-", "").replace(" ", "")
    if not plain:
        return ""
    try:
        if not plain.startswith("T"):
            raise UserError("invoice_registration", value=text[:30])
        return f"T{cn.validate(plain[1:])}"
    except ValidationError as wrong:
        raise UserError("invoice_registration", value=text[:30]) from wrong


def _put(db: Database, profile: Company, who: str) -> Changes:
    with write.step(db, "company", who) as step:
        companies.put(step, db.connection, profile)
    return Changes(COMPANY, step.number)
