"""XML lists read record by record; entities, DTDs and the network stay shut."""

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree

from broker_app.errors import UserError
from broker_app.intake.listed.source import Part, clean

_HEEDS_EVERY = 500
Element = Any  # lxml ships no types


def fits_root(part: Part, root: str) -> bool:
    """Tell whether a file is XML whose first element has this name."""
    start = part.head.lstrip("\ufeff \t\r\n")
    return start.startswith("<") and f"<{root}" in start


def elements(part: Part, *names: str) -> Iterator[Element]:
    """Yield the elements of these names as they end, their names without namespaces.

    Raises UserError for a file that breaks off, is damaged, or declares entities.
    """
    if b"<!DOCTYPE" in part.data[:100_000] or b"<!ENTITY" in part.data[:100_000]:
        raise UserError("listed_with_entities", file=part.name)
    walk = etree.iterparse(
        io.BytesIO(part.data),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for number, (_, element) in enumerate(walk):
            if number % _HEEDS_EVERY == 0:
                part.heed()
            if element.getroottree().docinfo.doctype:
                raise UserError("listed_with_entities", file=part.name)
            yield element
            element.clear()
            while element.getprevious() is not None:  # or a husk of each would stay
                del element.getparent()[0]
    except etree.XMLSyntaxError as problem:
        raise UserError("listed_breaks_off", file=part.name) from problem


def plain_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def below(element: Element, *names: str) -> Iterator[Element]:
    """Yield the elements of these names at any depth below one, whatever their namespace."""
    yield from element.iter(*(f"{{*}}{name}" for name in names))


def children(element: Element, *path: str) -> Iterator[Element]:
    """Yield the elements below one along a path of names, whatever their namespace."""
    if not path:
        yield element
        return
    for child in element:
        if plain_name(child) == path[0]:
            yield from children(child, *path[1:])


def texts(element: Element, *path: str) -> list[str]:
    """Return the texts along a path that are not empty."""
    found = (clean("".join(child.itertext())) for child in children(element, *path))
    return [text for text in found if text]


def text(element: Element, *path: str) -> str:
    """Return the first text along a path, empty where there is none."""
    return next(iter(texts(element, *path)), "")
