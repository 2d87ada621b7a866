"""OFAC's lists as XML of the advanced form (`SDN_ADVANCED.XML`, `CONS_ADVANCED.XML`).

Parties, places, papers and programmes stand in parts of their own that point to each other by
number; what the numbers of kinds mean stands in the first part. Names in other scripts stand in
this form alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from broker_app.domain.listing import Entry, EntryKind, ListedName, NameKind
from broker_app.errors import UserError
from broker_app.intake.listed import markup
from broker_app.intake.listed.markup import Element, below, children, plain_name, text, texts
from broker_app.intake.listed.ofac_xml import paper_kind
from broker_app.intake.listed.source import Country, Ids, Parser, Source, clean, one_each

_KINDS: dict[str, EntryKind] = {
    "vessel": "vessel",
    "aircraft": "aircraft",
    "individual": "person",
    "entity": "organisation",
}
_PARTS = ("ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "SanctionsEntry")
_COUNTRY = (
    "nationality country",
    "citizenship country",
    "vessel flag",
    "nationality of registration",
)
_ADDRESS = "location"
_BORN = "birthdate"
_FAMILY = ("last name", "maiden name")


@dataclass(slots=True)
class _Place:
    """A place: its parts as one address, and the country it is in."""

    address: str
    country: str


@dataclass(slots=True)
class _Party:
    """A party as it stands, before its places, papers and programmes are looked up."""

    number: str
    kind: EntryKind
    names: list[ListedName]
    identities: list[str]
    profiles: list[str]
    addresses: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    numbers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Whole:
    """Everything that a file holds, by the numbers that point to it."""

    meaning: dict[tuple[str, str], str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    places: dict[str, _Place] = field(default_factory=dict)
    papers: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    programmes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    parties: list[_Party] = field(default_factory=list)

    def means(self, kind: str, number: str) -> str:
        """Return what a number of a kind means, in small letters."""
        return self.meaning.get((kind, number), "").casefold()


def _fits(source: Source) -> bool:
    part = source.parts[0]
    return markup.fits_root(part, "Sanctions") and "ReferenceValueSets" in part.head


def _dated(source: Source) -> date | None:
    head = source.parts[0].head.partition("ReferenceValueSets")[0]
    found = [re.search(rf"<(?:\w+:)?{part}>(\d+)<", head) for part in ("Year", "Month", "Day")]
    try:
        return date(*(int(one[1]) for one in found if one)) if all(found) else None
    except ValueError:
        return None


def _told(source: Source) -> str:
    """Return the part that says under which programmes the parties are listed."""
    return re.split(r"<(?:\w+:)?SanctionsEntries", source.parts[0].text, maxsplit=1)[-1]


def _entries(source: Source, list_id: str, country: Country) -> Iterator[Entry]:
    """Yield the entries. Raises UserError where what the numbers mean is not said."""
    whole, ids = _Whole(), Ids()
    for element in markup.elements(source.parts[0], *_PARTS):
        _READERS[plain_name(element)](whole, element)
    if not whole.meaning:
        raise UserError("listed_breaks_off", file=source.name)
    for party in whole.parties:
        yield _entry(party, whole, list_id, ids, country)


def _entry(party: _Party, whole: _Whole, list_id: str, ids: Ids, country: Country) -> Entry:
    places = [whole.places[one] for one in party.addresses if one in whole.places]
    homes = [whole.places[one] for one in party.countries if one in whole.places]
    lands = [home.country or home.address for home in homes] + party.said
    papers = [paper for identity in party.identities for paper in whole.papers[identity]]
    programmes = [one for profile in party.profiles for one in whole.programmes[profile]]
    return Entry(
        list_id,
        ids.own(party.number or "?"),
        party.kind,
        tuple(party.names),
        countries=one_each([country(land) for land in [*(p.country for p in places), *lands]]),
        addresses=one_each([place.address for place in places]),
        identifiers=tuple(dict.fromkeys([*papers, *party.numbers])),
        born=one_each(party.born),
        programmes=one_each(programmes),
    )


def _read_meaning(whole: _Whole, element: Element) -> None:
    for values in element:
        for value in values:
            if number := value.get("ID"):
                whole.meaning[plain_name(value), number] = clean(value.text or "")
            if party_type := value.get("PartyTypeID"):
                whole.types[number] = party_type


def _read_place(whole: _Whole, element: Element) -> None:
    land = next(
        (
            whole.meaning.get(("Country", one.get("CountryID")), "")
            for one in children(element, "LocationCountry")
        ),
        "",
    )
    parts = [_latin_part(part) for part in children(element, "LocationPart")]
    address = ", ".join(one_each([*parts, land]))
    whole.places[element.get("ID", "")] = _Place(address, land or ", ".join(one_each(parts)))


def _latin_part(part: Element) -> str:
    """Return the main value of a part of an address; others are the same in other scripts."""
    values = list(children(part, "LocationPartValue"))
    main = [value for value in values if value.get("Primary") != "false"] or values
    return next((text(value, "Value") for value in main), "")


def _read_paper(whole: _Whole, element: Element) -> None:
    number = text(element, "IDRegistrationNo")
    kind = paper_kind(whole.means("IDRegDocType", element.get("IDRegDocTypeID", "")))
    if number and kind:
        whole.papers[element.get("IdentityID", "")].append(
            (kind, number.removeprefix("IMO ").strip())
        )


def _read_programmes(whole: _Whole, element: Element) -> None:
    whole.programmes[element.get("ProfileID", "")] += texts(element, "SanctionsMeasure", "Comment")


def _read_party(whole: _Whole, element: Element) -> None:
    profiles = list(children(element, "Profile"))
    identities = [one for profile in profiles for one in children(profile, "Identity")]
    party = _Party(
        element.get("FixedRef", ""),
        next((_kind(whole, profile.get("PartySubTypeID", "")) for profile in profiles), "unknown"),
        _names(whole, identities),
        [identity.get("ID", "") for identity in identities],
        [profile.get("ID", "") for profile in profiles],
    )
    for feature in below(element, "Feature"):
        _read_feature(whole, party, feature)
    whole.parties.append(party)


def _kind(whole: _Whole, number: str) -> EntryKind:
    said = whole.means("PartySubType", number)
    of_type = whole.means("PartyType", whole.types.get(number, ""))
    return _KINDS.get(said) or _KINDS.get(of_type, "unknown")


def _read_feature(whole: _Whole, party: _Party, feature: Element) -> None:
    about = whole.means("FeatureType", feature.get("FeatureTypeID", ""))
    places = [one.get("LocationID", "") for one in below(feature, "VersionLocation")]
    said = [clean(one.text or "") for one in below(feature, "VersionDetail")]
    said = [one for one in said if one]
    if about == _BORN:
        party.born += [day for period in below(feature, "DatePeriod") if (day := _period(period))]
    elif about == _ADDRESS:
        party.addresses += places
    elif about in _COUNTRY:
        party.countries += places
        party.said += said
    elif "call sign" in about:
        party.numbers += [("call_sign", one) for one in said]
    elif kind := paper_kind(about):
        party.numbers += [(kind, one) for one in said]


def _period(period: Element) -> str:
    """Return a birth as a day, a year, or the first and last year it may be in."""
    days = [_day(one) for one in below(period, "From", "To")]
    days = [day for day in days if day]
    if not days:
        return ""
    first, last = min(days), max(days)
    if first == last:
        return "-".join(part.zfill(2) for part in map(str, first))
    return str(first[0]) if first[0] == last[0] else f"{first[0]}-{last[0]}"


def _day(element: Element) -> tuple[int, ...]:
    parts = [text(element, part) for part in ("Year", "Month", "Day")]
    return tuple(int(part) for part in parts if part.isdigit())


def _names(whole: _Whole, identities: list[Element]) -> list[ListedName]:
    found: dict[str, NameKind] = {}
    for identity in identities:
        roles = {
            group.get("ID", ""): whole.means("NamePartType", group.get("NamePartTypeID", ""))
            for group in below(identity, "NamePartGroup")
        }
        aliases = sorted(children(identity, "Alias"), key=lambda alias: not _is_primary(alias))
        for alias in aliases:
            for written in children(alias, "DocumentedName"):
                if name := _name(written, roles):
                    found.setdefault(name, _name_kind(whole, alias))
    return [ListedName(name, kind) for name, kind in found.items()]


def _name(written: Element, roles: dict[str, str]) -> str:
    """Return a name, a person's as `LAST, First` as OFAC's other forms have it."""
    parts = [
        (roles.get(part.get("NamePartGroupID", ""), ""), clean("".join(part.itertext())))
        for part in below(written, "NamePartValue")
    ]
    family = " ".join(said for role, said in parts if role in _FAMILY and said)
    others = " ".join(said for role, said in parts if role not in _FAMILY and said)
    return ", ".join(one for one in (family, others) if one)


def _is_primary(alias: Element) -> bool:
    return bool(alias.get("Primary") == "true")


def _name_kind(whole: _Whole, alias: Element) -> NameKind:
    if _is_primary(alias):
        return "primary"
    if alias.get("LowQuality") == "true":
        return "weak_alias"
    about = whole.means("AliasType", alias.get("AliasTypeID", ""))
    return "former" if about.startswith("f") else "alias"


_READERS = dict(
    zip(
        _PARTS,
        (_read_meaning, _read_place, _read_paper, _read_party, _read_programmes),
        strict=True,
    )
)
PARSER = Parser(_fits, _entries, _dated, told=_told)
