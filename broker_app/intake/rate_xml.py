"""The euro reference rates as XML, turned into the table that the same bank also publishes."""

import re

from lxml import etree

from broker_app.errors import UserError
from broker_app.intake.normalise import Cell
from broker_app.intake.rate_tables import Table

_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z][\w-]*:Envelope)")
_CUBE = "{*}Cube"
MARK = "eurofxref"


def is_xml(data: bytes) -> bool:
    """Tell whether a file is XML, by how it begins."""
    return _XML.match(data[:200]) is not None


def euro_table(data: bytes, name: str) -> Table:
    """Return the days of the XML as rows, a column for each currency.

    Entities are never expanded, a document type is refused. Raises UserError(rates_unreadable).
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UserError("rates_unreadable", file=name) from problem
    days = [cube for cube in root.iter(_CUBE) if cube.get("time")]
    if root.getroottree().docinfo.doctype or not days:
        raise UserError("rates_unreadable", file=name)
    by_day = [
        (str(cube.get("time")), {str(one.get("currency")): str(one.get("rate")) for one in cube})
        for cube in days
    ]
    codes = list(dict.fromkeys(code for _, rates in by_day for code in rates))
    rows: list[list[Cell]] = [["Date", *codes]]
    rows += [[day, *(rates.get(code, "") for code in codes)] for day, rates in by_day]
    return Table(rows, is_euro=MARK.encode() in data)
