"""Writes `resources/map/countries.json`: outlines of countries from Natural Earth, 1:110m.

Run by hand for a newer edition: `python packaging/make_world_map.py ne_110m_admin_0_countries.zip`,
the zip of https://www.naturalearthdata.com/downloads/110m-cultural-vectors/ (public domain).
Coordinates are rounded to a tenth of a degree. What lies wholly west of the cut of the map is moved
round the world, so that Chukotka and Fiji are whole; the date line inside a country is taken out.
Antarctica is left out.
"""

import json
import struct
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

from babel.core import get_global

from broker_app.domain.world import CUT

FILE = Path(__file__).parent.parent / "resources" / "map" / "countries.json"
LEFT_OUT = {"Antarctica", "Fr. S. Antarctic Lands"}
MENDED = {
    "France": "FR",
    "Norway": "NO",
    "Kosovo": "XK",
    "N. Cyprus": "CYN",
    "Somaliland": "SOL",
}
"""Codes where the source has none of ISO: two of ISO itself, XK by custom, two of the source's own."""
HEAD = {
    "source": "Natural Earth, Admin 0 countries, 1:110m, https://www.naturalearthdata.com",
    "licence": "public domain",
    "made_by": "packaging/make_world_map.py",
    "note": "Borders are drawn as in the source, which shows who holds an area. They are there to "
    "find a market by and say nothing about claims. A ring is longitude, latitude, ... in degrees east "
    "and north, to a tenth; it ends where it begins.",
}

Point = tuple[float, float]
Ring = list[Point]


def main(source: Path) -> None:
    shapes, names = read(source)
    countries: dict[str, list[Ring]] = {}
    for rings, (name, alpha3) in zip(shapes, names, strict=True):
        if name not in LEFT_OUT:
            countries[code_of(name, alpha3)] = list(joined(moved(rings)))
    lines = [f"  {json.dumps(code)}: {written(countries[code])}" for code in sorted(countries)]
    head = json.dumps(HEAD, indent=1)[:-2]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(head + ',\n "countries": {\n' + ",\n".join(lines) + "\n }\n}\n", "utf-8")
    print(f"{len(countries)} countries, {FILE.stat().st_size:,} bytes")


def code_of(name: str, alpha3: str) -> str:
    """Return the two letters of ISO, or a code of MENDED."""
    return MENDED.get(name) or get_global("territory_aliases")[alpha3][0]


def moved(rings: Iterable[Ring]) -> Iterator[Ring]:
    """Round every point, and bring what stands beyond the cut to its neighbours."""
    for ring in rings:
        by = 360 if max(x for x, _ in ring) < CUT else 0
        yield [(round(x + by, 1) + 0.0, round(y, 1) + 0.0) for x, y in ring]


def joined(rings: Iterable[Ring]) -> Iterator[Ring]:
    """Take out borders that a country has with itself, and return closed rings."""
    follows: dict[Point, list[Point]] = {}
    for ring in rings:
        for a, b in pairwise(ring):
            if a in follows.get(b, ()):
                follows[b].remove(a)
            elif a != b:
                follows.setdefault(a, []).append(b)
    while any(follows.values()):
        begin = next(point for point, after in follows.items() if after)
        ring = [begin]
        while follows.get(ring[-1]):
            ring.append(follows[ring[-1]].pop())
            if ring[-1] == begin:
                break
        if len(ring) > 3:
            yield ring


def written(rings: Iterable[Ring]) -> str:
    """Return rings on one line: longitude, latitude, longitude, latitude, ..."""
    flat = [[number for point in ring for number in point] for ring in rings]
    return json.dumps(flat, separators=(",", ":")).replace(".0,", ",").replace(".0]", "]")


def read(source: Path) -> tuple[list[list[Ring]], list[tuple[str, str]]]:
    """Return the rings of each country, and its name and three letters."""
    with ZipFile(source) as packed:
        named = {Path(name).suffix: name for name in packed.namelist() if "countries" in name}
        return (
            list(shapes_in(packed.read(named[".shp"]))),
            list(names_in(packed.read(named[".dbf"]))),
        )


def shapes_in(content: bytes) -> Iterator[list[Ring]]:
    """Read the polygons of a shapefile (ESRI Shapefile Technical Description, July 1998)."""
    file = BytesIO(content[100:])
    while head := file.read(8):
        record = file.read(2 * struct.unpack(">ii", head)[1])
        parts, points = struct.unpack_from("<ii", record, 36)
        begins = [*struct.unpack_from(f"<{parts}i", record, 44), points]
        flat = struct.unpack_from(f"<{2 * points}d", record, 44 + 4 * parts)
        every = list(zip(flat[::2], flat[1::2], strict=True))
        yield [every[a:b] for a, b in pairwise(begins)]


def names_in(content: bytes) -> Iterator[tuple[str, str]]:
    """Read name and three letters from the table beside it."""
    count, head, length = struct.unpack_from("<IHH", content, 4)
    fields, at = {}, 1
    for place in range(32, head - 1, 32):
        name = content[place : place + 11].split(b"\0")[0].decode().lower()
        fields[name] = (at, at + content[place + 16])
        at += content[place + 16]
    for number in range(count):
        row = content[head + number * length : head + (number + 1) * length]
        yield tuple(row[slice(*fields[f])].decode("latin-1").strip() for f in ("name", "iso_a3"))  # type: ignore[misc]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
