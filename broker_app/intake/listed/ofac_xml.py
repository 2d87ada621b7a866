"""OFAC's lists as XML of the simple form (`SDN.XML`, `CONSOLIDATED.XML`), whole in one file."""

import re
from collections.abc import Iterator
from datetime import date

from broker_app.domain.listing import Entry, EntryKind, ListedName, NameKind
from broker_app.errors import UserError
from broker_app.intake.listed import markup
from broker_app.intake.listed.markup import Element, children, text, texts
from broker_app.intake.listed.source import Country, Ids, Parser, Source, day_from, one_each

_KINDS: dict[str, EntryKind] = {
    "individual": "person",
    "entity": "organisation",
    "vessel": "vessel",
    "aircraft": "aircraft",
}
_PAPERS = (
    ("passport", "passport"),
    ("vessel registration", "imo"),
    ("mmsi", "mmsi"),
    ("tax", "tax"),
    ("swift", "swift"),
    ("registration", "registration"),
    ("national id", "national_id"),
    ("identification", "national_id"),
    ("cedula", "national_id"),
    ("aircraft", "aircraft"),
)


def _fits(source: Source) -> bool:
    return markup.fits_root(source.parts[0], "sdnList")


def _dated(source: Source) -> date | None:
    found = re.search(r"<(?:\w+:)?Publish_Date>([^<]+)<", source.parts[0].head)
    return day_from(found[1], month_first=True) if found else None


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    """Yield the entries. Raises UserError where they are not as many as the file itself says."""
    part = source.parts[0]
    stated = re.search(r"<(?:\w+:)?Record_Count>(\d+)<", part.head)
    count, ids = 0, Ids()
    for element in markup.elements(part, "sdnEntry"):
        count += 1
        yield _entry(element, list_id, ids, country)
    if stated and int(stated[1]) != count:
        raise UserError("listed_count_differs", file=part.name, stated=int(stated[1]), found=count)


def _entry(element: Element, list_id: str, ids: Ids, country: Country) -> Entry:
    places = list(children(element, "addressList", "address"))
    named = [("nationalityList", "nationality"), ("citizenshipList", "citizenship")]
    lands = [text(place, "country") for place in places]
    lands += [one for way in named for one in texts(element, *way, "country")]
    lands += texts(element, "vesselInfo", "vesselFlag")
    return Entry(
        list_id,
        ids.own(text(element, "uid") or "?"),
        _KINDS.get(text(element, "sdnType").casefold(), "unknown"),
        tuple(_names(element)),
        countries=one_each([country(land) for land in lands]),
        addresses=one_each([_address(place) for place in places]),
        identifiers=tuple(dict.fromkeys(_identifiers(element))),
        born=one_each(texts(element, "dateOfBirthList", "dateOfBirthItem", "dateOfBirth")),
        programmes=one_each(texts(element, "programList", "program")),
        remark=" ".join(one_each([text(element, "title"), text(element, "remarks")])),
    )


def _names(element: Element) -> Iterator[ListedName]:
    yield ListedName(_name(element))
    seen = {_name(element)}
    for other in children(element, "akaList", "aka"):
        name = _name(other)
        if name and name not in seen:
            seen.add(name)
            yield ListedName(name, _name_kind(other))


def _name_kind(other: Element) -> NameKind:
    if text(other, "type").startswith("f"):
        return "former"
    return "weak_alias" if text(other, "category").casefold() == "weak" else "alias"


def _name(element: Element) -> str:
    return ", ".join(
        part for part in (text(element, "lastName"), text(element, "firstName")) if part
    )


def _address(place: Element) -> str:
    parts = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode", "country")
    return ", ".join(one for one in (text(place, part) for part in parts) if one)


def paper_kind(about: str) -> str:
    """Return what kind of number a paper has, by its name in small letters; empty for others."""
    return next((kind for word, kind in _PAPERS if word in about), "")


def _identifiers(element: Element) -> Iterator[tuple[str, str]]:
    for paper in children(element, "idList", "id"):
        kind, number = paper_kind(text(paper, "idType").casefold()), text(paper, "idNumber")
        if kind and number:
            yield kind, number.removeprefix("IMO ").strip()
    if sign := text(element, "vesselInfo", "callSign"):
        yield "call_sign", sign


PARSER = Parser(_fits, _entries, _dated)
