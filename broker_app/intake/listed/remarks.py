"""The remarks of OFAC's CSV files: births, papers, ship numbers and weak names in free text."""

import re
from dataclasses import dataclass, field

from broker_app.intake.listed.source import clean

_ITEM = re.compile(r";\s+(?=[A-Za-z(])")
_NAME = re.compile(r"^(?:alt\. )?(a\.k\.a\.|f\.k\.a\.|n\.k\.a\.)\s*['\"‘’“](.+?)['\"’”]?\.?$")
_IDENTIFIERS = (
    ("imo", re.compile(r"\bIMO (\d{7})\b")),
    ("mmsi", re.compile(r"\bMMSI\)? (\d{9})\b|\bMMSI\D{0,20}(\d{9})\b")),
    ("passport", re.compile(r"^(?:alt\. )?(?:Stateless Person |Diplomatic )?Passport (\S+)")),
    (
        "tax",
        re.compile(r"^(?:alt\. )?(?:Tax ID No\.|R\.?F\.?C\.?|NIT #|RUC #|V\.A\.T\.[^\d]*) ?(\S+)"),
    ),
    (
        "registration",
        re.compile(
            r"^(?:alt\. )?(?:Registration (?:ID|Number)|Business (?:Registration|Number)[^\d]*|"
            r"Company Number|Commercial Registry Number|Registered Charity No\.|Matricula "
            r"Mercantil No|UAE Identification|Enterprise Number|Trade License No\.|"
            r"C\.R\. No\.|Government Gazette Number) ?(\S+)"
        ),
    ),
    ("swift", re.compile(r"^(?:alt\. )?SWIFT/BIC ([A-Z0-9]{8,11})\b")),
    (
        "national_id",
        re.compile(
            r"^(?:alt\. )?(?:National ID No\.|Identification Number|Cedula No\.|C\.U\.R\.P\.|"
            r"D\.N\.I\.|Personal ID Card|SSN|Electoral Registry No\.|I\.F\.E\.|C\.U\.I\.P\.|"
            r"Numero de Identidad|Kenyan ID No\.|Birth Certificate Number|N\.I\.E\.) ?(\S+)"
        ),
    ),
    (
        "aircraft",
        re.compile(
            r"^Aircraft (?:Tail Number|Construction Number[^\d]*|Manufacturer's "
            r"Serial Number[^\d]*)\s?(\S+)"
        ),
    ),
)
_BORN = re.compile(r"^(?:alt\. )?DOB (.+)$")
_FROM = re.compile(r"^(?:alt\. )?(?:nationality|citizen|POB .*,)\s+(.+)$")
_FLAG = re.compile(r"^(?:alt\. )?(?:Vessel Flag|Flag) (.+)$")


@dataclass(slots=True)
class Remarked:
    """What a remark says, by kind; `countries` are names as written."""

    aliases: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)


def read(remark: str) -> Remarked:
    """Take apart a remark; what it says besides stays only in its text."""
    found = Remarked()
    for item in _ITEM.split(clean(remark)):
        _read_item(item.strip().rstrip(".;"), found)
    return found


def _read_item(item: str, found: Remarked) -> None:
    if named := _NAME.match(item):
        (found.aliases if named[1] == "a.k.a." else found.former).append(named[2].strip("'\"’”"))
    elif born := _BORN.match(item):
        found.born.append(born[1])
    elif (place := _FROM.match(item)) or (place := _FLAG.match(item)):
        found.countries.append(place[1])
    else:
        for kind, pattern in _IDENTIFIERS:
            if number := pattern.search(item):
                value = next(filter(None, number.groups())).rstrip(".;,")
                found.identifiers.append((kind, value))
                break
