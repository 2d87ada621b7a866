"""Which list a file is, known by its content, and its entries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from broker_app.domain.listing import Entry
from broker_app.errors import UserError
from broker_app.intake.listed import (
    bis_dpl,
    designations,
    end_users,
    eu_csv,
    mof,
    ofac_advanced,
    ofac_csv,
    ofac_xml,
    opensanctions,
    other_forms,
    uk_csv,
    un_xml,
    us_csl,
)
from broker_app.intake.listed.source import Country, Parser, Part, Source

PARSERS: Mapping[str, Parser] = {
    "opensanctions": opensanctions.PARSER,
    "us_csl": us_csl.PARSER,
    "eu_csv": eu_csv.PARSER,
    "uk_csv": uk_csv.PARSER,
    "bis_dpl": bis_dpl.PARSER,
    "un_xml": un_xml.PARSER,
    "ofac_xml": ofac_xml.PARSER,
    "ofac_advanced": ofac_advanced.PARSER,
    "ofac_csv": ofac_csv.PARSER,
    "meti_designations": designations.PARSER,
    "meti_end_users": end_users.PARSER,
    "mof": mof.PARSER,
}
"""The forms of lists, in the order in which a file is tried."""


@dataclass(frozen=True, slots=True)
class Known:
    """A list that files may be: its id, its parsers, and words that tell it from others."""

    id: str
    parsers: tuple[str, ...]
    known_by: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()


def sources(parts: Iterable[Part]) -> list[Source]:
    """Gather files into lists: those of OFAC's set come together by their ids.

    Raises UserError for a file of that set without its main file.
    """
    main: list[list[Part]] = []
    beside: list[Part] = []
    for part in parts:
        kind = ofac_csv.part_kind(part)
        if kind in ("", "prim"):
            main.append([part])
        else:
            beside.append(part)
    sets = [(files, ofac_csv.ids_of(files[0])) for files in main if ofac_csv.part_kind(files[0])]
    for part in beside:
        own = ofac_csv.ids_of(part)
        best = max(sets, key=lambda one: len(own & one[1]), default=None)
        if best is None or not own & best[1]:
            raise UserError("listed_part_alone", file=part.name)
        best[0].append(part)
    return [Source(tuple(files)) for files in main]


def which(source: Source, lists: Sequence[Known]) -> tuple[Known, str]:
    """Return which of the lists a source is, and its parser. Raises UserError for none."""
    for name, parser in PARSERS.items():
        if parser.fits(source):
            fitting = [one for one in lists if name in one.parsers]
            told = [one for one in fitting if _is_told(source, name, one)]
            if told:
                return told[0], name
            break
    raise UserError(other_forms.recognised(source.parts[0]), file=source.name)


def entries(source: Source, parser: str, list_id: str, country: Country) -> Iterator[Entry]:
    """Yield the entries of a source. Raises UserError for a partial or damaged one.

    An entry without a name, under which nobody would ever be found, tells of another form.
    """
    lacking = PARSERS[parser].lacking(source)
    if lacking:
        raise UserError("listed_set_incomplete", file=source.name, missing=", ".join(lacking))
    for entry in PARSERS[parser].entries(source, list_id, country):
        if not any(name.text for name in entry.names):
            raise UserError("listed_entry_nameless", file=source.name, number=entry.entry_id)
        yield entry


def dated(source: Source, parser: str) -> date | None:
    """Return the day a list says it is of, None where it says none."""
    return PARSERS[parser].dated(source)


def _is_told(source: Source, parser: str, one: Known) -> bool:
    if not one.known_by:
        return True
    text = PARSERS[parser].told(source)
    return any(word in text for word in one.known_by) and not any(w in text for w in one.not_by)
