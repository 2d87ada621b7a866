"""The consolidated list of the United Nations Security Council, XML."""

import re
from collections.abc import Iterator
from datetime import date

from broker_app.domain.listing import Entry, ListedName, NameKind
from broker_app.intake.listed import markup
from broker_app.intake.listed.markup import Element, children, text, texts
from broker_app.intake.listed.source import Country, Ids, Parser, Source, day_from, one_each

_QUALITIES: dict[str, NameKind] = {"low": "weak_alias", "f.k.a.": "former"}
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


def _fits(source: Source) -> bool:
    return markup.fits_root(source.parts[0], "CONSOLIDATED_LIST")


def _dated(source: Source) -> date | None:
    found = re.search(r'dateGenerated="([^"]+)"', source.parts[0].head)
    return day_from(found[1]) if found else None


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    ids = Ids()
    for element in markup.elements(source.parts[0], "INDIVIDUAL", "ENTITY"):
        yield _entry(element, list_id, ids, country)


def _entry(element: Element, list_id: str, ids: Ids, country: Country) -> Entry:
    kind = markup.plain_name(element)
    places = list(children(element, f"{kind}_ADDRESS"))
    lands = texts(element, "NATIONALITY", "VALUE") + [text(place, "COUNTRY") for place in places]
    return Entry(
        list_id,
        ids.own(text(element, "REFERENCE_NUMBER") or text(element, "DATAID") or "?"),
        "person" if kind == "INDIVIDUAL" else "organisation",
        tuple(_names(element, kind)),
        countries=one_each([country(land) for land in lands]),
        addresses=one_each([_address(place) for place in places]),
        identifiers=tuple(dict.fromkeys(_papers(element))),
        born=one_each([_born(born) for born in children(element, "INDIVIDUAL_DATE_OF_BIRTH")]),
        programmes=one_each(texts(element, "UN_LIST_TYPE")),
        remark=text(element, "COMMENTS1"),
    )


def _names(element: Element, kind: str) -> Iterator[ListedName]:
    name = " ".join(one for one in (text(element, part) for part in _NAME_PARTS) if one)
    own = text(element, "NAME_ORIGINAL_SCRIPT")
    if not name and not own:  # aliases alone are no entry: it is refused as one without a name
        return
    yield from (ListedName(one) for one in one_each([name, own]))
    seen = {name, own}
    for other in children(element, f"{kind}_ALIAS"):
        said = text(other, "ALIAS_NAME")
        if said and said not in seen:
            seen.add(said)
            yield ListedName(said, _QUALITIES.get(text(other, "QUALITY").casefold(), "alias"))


def _address(place: Element) -> str:
    return ", ".join(one for one in (text(place, part) for part in _ADDRESS) if one)


def _born(born: Element) -> str:
    since, until = text(born, "FROM_YEAR"), text(born, "TO_YEAR")
    day = text(born, "DATE") or text(born, "YEAR")
    return day or (f"{since}-{until}" if since and until else since or until)


def _papers(element: Element) -> Iterator[tuple[str, str]]:
    for paper in children(element, "INDIVIDUAL_DOCUMENT"):
        about, number = text(paper, "TYPE_OF_DOCUMENT").casefold(), text(paper, "NUMBER")
        if number:
            yield "passport" if "passport" in about else "national_id", number


PARSER = Parser(_fits, _entries, _dated)
