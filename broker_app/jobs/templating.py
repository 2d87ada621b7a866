"""Templates: the broker's own workbooks, checked, stored by company and kind, used for exports.

Only the workbook comes from a template. PDF and print always come from our own layout.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broker_app import given_file
from broker_app.domain.changes import NOTHING, Changes
from broker_app.domain.counted import counted
from broker_app.domain.document import DocumentKind, Snapshot
from broker_app.domain.template import PICTURES, REFUSED, Notice, Template
from broker_app.errors import UserError
from broker_app.jobs.books import Books
from broker_app.store import companies, company_pictures, templates, write
from broker_app.store.database import Database, Rows

TEMPLATES = frozenset({"template"})
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Filling:
    """A template ready to be filled."""

    content: bytes

    def write(
        self,
        snapshot: Snapshot,
        kind: DocumentKind,
        target: Path,
        pictures: Mapping[str, bytes],
    ) -> None:
        """Write a filled workbook with the pictures it may show, by name.

        Raises UserError where it cannot be filled or written.
        """
        from broker_app.papers.saving import save
        from broker_app.papers.template.filling import fill
        from broker_app.papers.template.values import values_of

        shown = values_of(snapshot, kind)
        author = snapshot.shipper.name
        save(fill(self.content, shown, pictures, author, snapshot.date), target)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may become a template, and what its check found."""

    name: str
    kind: str
    content: bytes
    notices: tuple[Notice, ...]

    @property
    def refused(self) -> list[Notice]:
        """What keeps it from being used."""
        return [notice for notice in self.notices if notice.severity == REFUSED]


def check_file(books: Books, file: Path, kind: str) -> Checked:
    """Read a file and check it. Raises UserError where it is missing or no workbook."""
    from broker_app.papers.template.linting import check

    definition = kind_of(books, kind)
    try:
        content = given_file.content(file)
    except OSError as problem:
        raise UserError("file_missing", file=file.name) from problem
    notices = check(content, definition, books.particulars)
    return Checked(file.name, kind, content, tuple(notices))


def add_template(
    db: Database, books: Books, checked: Checked, company: int, who: str
) -> tuple[int, Changes]:
    """Store a checked file and use it for its kind. Raises UserError where the check refused it."""
    from broker_app.papers.template.linting import keys_in

    kind_of(books, checked.kind)
    companies.get(db.connection, company)
    if checked.refused:
        raise UserError("template_refused", count=len(checked.refused), file=checked.name)
    with write.step(db, "template", who, name=checked.name, kind=checked.kind) as step:
        number = templates.add(
            step,
            db.connection,
            company=company,
            kind=checked.kind,
            name=checked.name[:_LONGEST_NAME],
            content=checked.content,
            keys=keys_in(checked.content),
        )
    return number, Changes(TEMPLATES, step.number)


def use_template(db: Database, template: int, who: str) -> Changes:
    """Fill papers of its kind into a template from now on. Raises UserError where it is gone."""
    known = templates.get(db.connection, template)
    with write.step(db, "template_use", who, name=known.name, kind=known.kind) as step:
        templates.use(step, db.connection, known.company, known.kind, known.id)
    return Changes(TEMPLATES, step.number)


def use_built_in(db: Database, company: int, kind: str, who: str) -> Changes:
    """Write papers of a kind in the built-in layout from now on; the templates stay."""
    if templates.in_use(db.connection, company, kind) is None:
        return NOTHING
    with write.step(db, "template_built_in", who, kind=kind) as step:
        templates.use(step, db.connection, company, kind, None)
    return Changes(TEMPLATES, step.number)


def remove_template(db: Database, template: int, who: str) -> Changes:
    """Take a template away; undo brings it back. Raises UserError where it is gone."""
    known = templates.get(db.connection, template)
    with write.step(db, "template_remove", who, name=known.name, kind=known.kind) as step:
        templates.remove(step, template)
    return Changes(TEMPLATES, step.number)


def write_sample(
    reader: Rows, books: Books, content: bytes, kind: str, company: int, target: Path
) -> Path:
    """Write what a template looks like with made-up data; returns the file."""
    from broker_app.papers.template.sample import sample

    definition = kind_of(books, kind)
    owner = companies.get(reader, company)
    kept = {name: company_pictures.get(reader, getattr(owner, name)) for name in PICTURES}
    pictures = {name: picture for name, picture in kept.items() if picture}
    Filling(content).write(sample(definition, books.particulars), definition, target, pictures)
    return target


def sample_of(reader: Rows, books: Books, template: int, folder: Path) -> Path:
    """Write a sample of a stored template into a folder; returns the file."""
    known = templates.get(reader, template)
    target = folder / f"{Path(known.name).stem}-{known.kind}-sample.xlsx"
    content = templates.content(reader, template)
    return write_sample(reader, books, content, known.kind, known.company, target)


def filling_for(reader: Rows, company: int | None, kind: str) -> Filling | None:
    """Return the template that papers of a kind are filled into; None: the built-in layout."""
    number = company or companies.FIRST
    known = templates.in_use(reader, number, kind)
    if known is None:
        return None
    return Filling(templates.content(reader, known.id))


def frozen_keys(reader: Rows, books: Books, company: int | None, kind: str) -> frozenset[str]:
    """Return what snapshots must freeze for the templates of a kind and those numbered with it."""
    number = company or companies.FIRST
    kinds = books.document_kinds
    root = kinds[kind].numbered_with or kind
    family = [one.kind for one in kinds.values() if root in (one.kind, one.numbered_with)]
    keys = templates.keys_in_use(reader, number, family)
    if not keys:
        return frozenset()
    from broker_app.papers.template.values import frozen_for

    return frozen_for(keys)


def faulty_templates(
    reader: Rows, books: Books, company: int | None, kinds: Sequence[str]
) -> tuple[str, ...]:
    """Return the kinds whose template in use would be refused if it were taken now."""
    number = company or companies.FIRST
    used = (one for one in templates.every(reader, number) if one.in_use and one.kind in kinds)
    return tuple(one.kind for one in used if _is_faulty(reader, books, one))


def _is_faulty(reader: Rows, books: Books, template: Template) -> bool:
    key = (template.sha256, template.kind)
    if key not in books.sound_templates:
        from broker_app.papers.template.linting import check

        content, kind = templates.content(reader, template.id), kind_of(books, template.kind)
        try:
            found = check(content, kind, books.particulars)
        except UserError:
            return True
        if any(notice.severity == REFUSED for notice in found):
            return True
        books.sound_templates.add(key)
    return False


def kind_of(books: Books, kind: str) -> DocumentKind:
    """Return a kind of paper. Raises UserError for an unknown one."""
    known = books.document_kinds
    if kind not in known:
        raise UserError("document_kind_unknown", kind=kind, known=", ".join(known))
    return known[kind]


def named(reader: Rows, text: str) -> Template:
    """Return a stored template by its id as typed. Raises UserError where there is none."""
    number = counted(text)
    if number is None:
        raise UserError("template_unknown", template=text)
    return templates.get(reader, number)


def kinds_in_use(reader: Rows, company: int | None) -> frozenset[str]:
    """Return the kinds of papers whose workbooks are a company's own templates."""
    number = company or companies.FIRST
    return frozenset(one.kind for one in templates.every(reader, number) if one.in_use)
