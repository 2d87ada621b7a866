"""Screening parties: what is found, what is alarmed by mistake, how fast, in how much memory.

The sets are looked for beside the checkout and never copied into it; without them only the speed
is measured, on names made up from a seed. The peer's figures: its own frozen run, computed anew
from the file beside the pairs, and for the lists what was measured of it (nomenklatura logic-v2 on
25 candidates at 0.70).
"""

import csv
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from benchmarks.result import Result
from broker_app.domain.listing import Entry, EntryKind, ListedName
from broker_app.domain.screening import LEAST, Subject
from broker_app.reference import screening
from broker_app.screening.index import Index

SAMPLES = Path(__file__).parent.parent.parent / "shared" / "samples" / "screening"
ENTRIES, PARTIES = 30_000, 1_000
PEER_RECALL, PEER_ALARMS = 99.3, 0.2
KINDS: dict[str, EntryKind] = {
    "individual": "person",
    "vessel": "vessel",
    "aircraft": "aircraft",
    "Person": "person",
    "Vessel": "vessel",
}
_FORMS = re.compile("(?:非?公開|公共)?株式会社|有限(?:責任)?会社")
Row = dict[str, str]


def of_parties(quick: bool) -> list[Result]:
    """Return all figures, those of the sets only where the sets are."""
    if not SAMPLES.is_dir():
        print(f"no sets to screen by in {SAMPLES}: the speed only", file=sys.stderr)
        return _speed(quick)
    return [*_lists(), *_pairs(), *_japanese(), *_speed(quick)]


def _lists() -> list[Result]:
    index = Index([*_ofac(), *_united_nations()], screening.shipped())
    listed = [row["full_name"] for row in _rows("positives_un_untreated.csv")]
    others = [row["full_name"] for row in _rows("negatives_global_1000.csv")]
    found = _halves(listed, lambda name: _hit(index, name))
    alarms = _halves(others, lambda name: _hit(index, name))
    return [
        Result("listed people found", *_share(found, PEER_RECALL), "at least 99.5", "%"),
        Result("invented people alarmed", *_share(alarms, PEER_ALARMS), "at most 0.2", "%"),
    ]


def _hit(index: Index, name: str) -> bool:
    return bool(index.search(Subject((name,), "person")))


def _pairs() -> list[Result]:
    rows = _rows("name_pairs_nomenklatura_cases.csv")
    frozen = {
        (row["name1"], row["name2"]): float(row["score"])
        for row in _rows("name_pairs_nomenklatura_logicv2_frozen_run.csv")
    }
    ours = [(row, _score_of_pair(row)) for row in rows]
    both = [(row, score) for row, score in ours if _names(row) in frozen]
    peer = [(row, frozen[_names(row)]) for row, _ in both]
    halves = {"even": _f1(ours[::2]), "odd": _f1(ours[1::2]), "peer's pairs": _f1(both)}
    return [Result("pairs of names, F1", _f1(ours), _f1(peer), "at least 0.82", "", halves)]


def _names(row: Row) -> tuple[str, str]:
    return row["name1"], row["name2"]


def _score_of_pair(row: Row) -> float:
    kind = KINDS.get(row["schema"], "organisation")
    index = Index([Entry("pair", "1", kind, (ListedName(row["name2"]),))], screening.shipped())
    hits = index.search(Subject((row["name1"],), kind))
    return hits[0].score if hits else 0.0


def _f1(scored: list[tuple[Row, float]]) -> float:
    right = sum(row["is_match"] == "true" and score >= LEAST for row, score in scored)
    wrong = sum((row["is_match"] == "true") != (score >= LEAST) for row, score in scored)
    return 2 * right / (2 * right + wrong)


def _japanese() -> list[Result]:
    """Names that METI prints in two scripts; a Japanese word left over in one is cut off."""
    rows = _rows("jp_meti_ja_en_name_pairs_derived.csv")
    for row in rows:
        row["name_en"] = re.split("[ ,]*別称", row["name_en"])[0]
    latin = Index([_designated(row, "name_en") for row in rows], screening.shipped())
    whole = Index([_designated(row, "name_en", "name_ja") for row in rows], screening.shipped())
    by_ear = [row for row in rows if _is_katakana(_FORMS.sub("", row["name_ja"]))]
    aims = (("katakana names", by_ear, latin, "95"), ("Japanese names", rows, latin, "-"))
    return [
        Result(f"{what}, Latin list, right first", *_share(_first(index, names), 0.0), aim, "%")
        for what, names, index, aim in (*aims, ("Japanese names listed", rows, whole, "100"))
    ]


def _is_katakana(name: str) -> bool:
    return bool(re.search("[ァ-ヺ]", name)) and not re.search("[一-鿿A-Za-z]", name)


def _designated(row: Row, *columns: str) -> Entry:
    names = tuple(ListedName(row[column]) for column in columns)
    return Entry(row["list"], row["no"], "organisation", names)


def _first(index: Index, rows: list[Row]) -> list[list[bool]]:
    return _halves(rows, lambda row: _is_first(index, row))


def _is_first(index: Index, row: Row) -> bool:
    """Tell whether no other entry scores more than the right one."""
    hits = index.search(Subject((row["name_ja"],), "organisation"))
    right = [
        h.score for h in hits if (h.entry.list_id, h.entry.entry_id) == (row["list"], row["no"])
    ]
    return bool(right) and right[0] >= hits[0].score


def _halves(items: list[Any], holds: Callable[[Any], bool]) -> list[list[bool]]:
    told = [holds(item) for item in items]
    return [told, told[::2], told[1::2]]


def _share(told: list[list[bool]], peer: float) -> tuple[float, float]:
    whole, even, odd = (100 * sum(half) / len(half) for half in told)
    print(f"  {whole:.2f} % of {len(told[0])}: even {even:.2f}, odd {odd:.2f}", file=sys.stderr)
    return whole, peer


def _speed(quick: bool) -> list[Result]:
    """Measure in a process of its own, for the memory."""
    count = ENTRIES // 10 if quick else ENTRIES
    command = [sys.executable, "-m", "benchmarks.screening", str(count)]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(told.stdout)
    what = f"{PARTIES:,} parties against {count:,} entries"
    parts = {"index": found["index"], "search": found["search"]}
    return [
        Result(what, found["index"] + found["search"], None, "under 10", "s", parts),
        Result("  memory of the process", found["memory"], None, "under 200", "MB"),
    ]


def _measured(count: int) -> dict[str, float]:
    entries = _made_up(count)
    chance = random.Random(7)
    parties = [chance.choice(entries).names[0].text for _ in range(PARTIES // 2)]
    parties += [entry.names[0].text for entry in _made_up(PARTIES // 2, seed=8)]
    start = time.perf_counter()
    index = Index(entries, screening.shipped())
    built = time.perf_counter()
    for name in parties:
        index.search(Subject((name,)))
    done = time.perf_counter()
    return {"index": built - start, "search": done - built, "memory": _memory()}


def _memory() -> float:
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(one.split()[1]) / 1024 for one in lines if one.startswith("VmHWM")), 0.0)


def _made_up(count: int, seed: int = 1) -> list[Entry]:
    """Names mixed from the words of the lists, or of syllables where the lists are not there."""
    chance = random.Random(seed)
    known = [*_ofac(), *_united_nations()] if SAMPLES.is_dir() else list(_invented(8_000, chance))
    made = list(known[:count]) if seed == 1 else []
    while len(made) < count:
        one, other = chance.choice(known), chance.choice(known)
        names = tuple(
            ListedName(_mixed(name.text, chance.choice(other.names).text)) for name in one.names
        )
        made.append(Entry("made", str(len(made)), one.kind, names))
    return made


def _mixed(one: str, other: str) -> str:
    first, second = one.split(), other.split()
    return " ".join([*first[: (len(first) + 1) // 2], *second[len(second) // 2 :]])


def _invented(count: int, chance: random.Random) -> Iterator[Entry]:
    syllables = [a + b for a in "bdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or")]
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(9_000)]
    for number in range(count):
        names = tuple(
            ListedName(" ".join(chance.choices(words, k=chance.randint(2, 4)))) for _ in range(3)
        )
        yield Entry("made", str(number), chance.choice(("person", "organisation")), names)


def _rows(name: str) -> list[Row]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _ofac() -> Iterator[Entry]:
    others: dict[str, list[ListedName]] = {}
    for row in _bare_rows("ofac_alt.csv", 4):
        others.setdefault(row[0], []).append(ListedName(row[3], "alias"))
    for row in _bare_rows("ofac_sdn.csv", 12):
        kind = KINDS.get(row[2].strip(), "organisation")
        yield Entry("OFAC", row[0], kind, (ListedName(row[1]), *others.get(row[0], ())))


def _bare_rows(name: str, cells: int) -> Iterator[list[str]]:
    with (SAMPLES / name).open(encoding="utf-8", errors="replace", newline="") as file:
        yield from (row for row in csv.reader(file) if len(row) >= cells)


def _united_nations() -> Iterator[Entry]:
    tree = etree.parse(SAMPLES / "un_consolidated.xml")
    kinds: tuple[tuple[str, EntryKind], ...] = (
        ("INDIVIDUAL", "person"),
        ("ENTITY", "organisation"),
    )
    parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    for tag, kind in kinds:
        for found in tree.iter(tag):
            name = " ".join(filter(None, (found.findtext(part) for part in parts)))
            texts = [found.findtext("NAME_ORIGINAL_SCRIPT")]
            texts += [one.findtext("ALIAS_NAME") for one in found.iter(f"{tag}_ALIAS")]
            aliases = (ListedName(text, "alias") for text in texts if text)
            yield Entry("UN", found.findtext("DATAID"), kind, (ListedName(name), *aliases))


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
