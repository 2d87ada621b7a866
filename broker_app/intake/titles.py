"""Titles: what rows above a table and notes below it say of all of its rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from broker_app.domain.lookups import Lookups
from broker_app.intake import numbers
from broker_app.intake.days import day_at, day_in
from broker_app.intake.normalise import Cell, cell_text, fold, is_blank, plain

_ROUND = re.compile(r"第\s*(\d{1,5})\s*回")
_ROUND_NAMED = re.compile(r"\bround\s*(?:no\.?|#)?\s*[:：]?\s*(\d{1,5})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"[()【】\[\]「」|]+")
_GROUP = re.compile(r"^[A-Z]{2,5}$")
_LONGEST_NAME = 4
_PRINTED = re.compile(r"出力|作成|印刷|更新|発行|print|export", re.IGNORECASE)
_DATED = re.compile(r"開催|オークション|セリ日|AA日|入札|auction|sale date", re.IGNORECASE)
_HOUSE_NAMED = re.compile(
    r"^(?:開催)?会場(?:名)?\s*[:：]\s*(\S+)|^(?:auction|venue)\s*:\s*(.+)$", re.IGNORECASE
)
_LABEL = re.compile(r"^\s*(?:開催(?:会場)?|会場(?:名)?|auction|venue)\s*[:：]\s*", re.IGNORECASE)
_HOUSE_LIKE = re.compile(r"(?:会場|オークション|AA)$")
_PRICE_UNIT = re.compile(
    r"(?:価格|金額|price)\S{0,4}?\s*(?:単位)?\s*[:：は]\s*(\S+)", re.IGNORECASE
)
_DISTANCE_UNIT = re.compile(
    r"(?:走行|距離|mileage)\S{0,4}?\s*(?:単位)?\s*[:：は]\s*(\S+)", re.IGNORECASE
)
_BARE_UNIT = re.compile(r"^[※(]?\s*単位\s*[:：]\s*([千万]?円)")
_MARK = re.compile(
    r"(?:^|[\s、,。;「『\"“\[)])([^\w\s:：()（）※、,。「」『』\"“”\[\]]{1,3})[」』\"”\]]?\s*(?:[:：=＝→]|は)\s*"
    r"(?=([^、,。;:=→]{1,40}))"
)
_LANE = re.compile(
    r"([A-Z0-9]{1,3}|[ァ-ヶー一-龥]{1,6})\s*(?:コーナー|レーン|ブロック|ライン)"
    r"|(?:lane|corner|block)\s*[:#]?\s*([A-Z0-9]{1,3})",
    re.IGNORECASE,
)

USUAL_MARKS: Mapping[str, str] = {"$": "meter replaced", "*": "tampered", "#": "unknown"}


@dataclass(slots=True)
class Titles:
    """What the titles say: of the sale, and of the units of the columns."""

    house: str = ""
    auction_date: str = ""
    round: str = ""
    price_unit: numbers.Unit | None = None
    distance_unit: numbers.Unit | None = None
    rows: set[str] = field(default_factory=set)
    """Title rows, folded, to know them when they come again."""


def row_key(row: Sequence[Cell]) -> str:
    """Return a row folded to one text."""
    return "|".join(fold(cell_text(cell)) for cell in row if not is_blank(cell))


def read_titles(rows: Iterable[Sequence[Cell]], lookups: Lookups) -> Titles:
    """Read the rows above a header."""
    titles = Titles()
    for row in rows:
        if key := row_key(row):
            titles.rows.add(key)
        for cell in row:
            if not is_blank(cell):
                _take(titles, plain(cell_text(cell)), lookups)
    return titles


def _take(titles: Titles, text: str, lookups: Lookups) -> None:
    units = _units(text)
    titles.price_unit = titles.price_unit or units[0]
    titles.distance_unit = titles.distance_unit or units[1]
    if _PRINTED.search(text):
        return
    match = _ROUND.search(text)
    named = match or _ROUND_NAMED.search(text)
    if named:
        titles.round = titles.round or named[1]
    titles.house = titles.house or _house_in(text, lookups)
    if match:
        titles.house = titles.house or _house_before(text[: match.start()])
    day = day_in(text)
    if day and (_DATED.search(text) or match or not titles.auction_date):
        titles.auction_date = day


def _units(text: str) -> tuple[numbers.Unit | None, numbers.Unit | None]:
    price, distance = (
        _PRICE_UNIT.search(text) or _BARE_UNIT.match(text),
        _DISTANCE_UNIT.search(text),
    )
    return (
        numbers.money_unit_in(price[1]) if price else None,
        numbers.distance_unit_in(distance[1]) if distance else None,
    )


def _house_before(text: str) -> str:
    """Take the name in front of `第2153回`."""
    _, text = day_at(_LABEL.sub("", text))
    name = text.strip(" 　【】[]「」■●・:")
    return name if 2 <= len(name) <= 40 else ""


def _house_in(text: str, lookups: Lookups) -> str:
    if match := _HOUSE_NAMED.match(text):
        return (match[1] or match[2] or "").strip()
    words = text.split(" ")[:_LONGEST_NAME]
    for piece in (text, *(" ".join(words[:count]) for count in range(len(words), 0, -1))):
        if fold(piece) in lookups.houses:
            return piece
    like = (p for p in (text, words[0]) if _HOUSE_LIKE.search(p) and len(p) <= 20)
    return next(like, "")


def marks_of(rows: Iterable[Sequence[Cell]], lookups: Lookups) -> dict[str, str]:
    """Return the marks of distances: the usual ones, or those that a footnote defines."""
    words = lookups.values.get("odometer_status", {})
    found: dict[str, str] = {}
    for row in rows:
        text = " ".join(plain(cell_text(cell)) for cell in row if not is_blank(cell))
        if any(sign in text for sign in ":=→は"):
            for mark, meaning in _MARK.findall(text):
                if status := _status(fold(meaning), words):
                    found[mark] = status
    return found or dict(USUAL_MARKS)


def _status(meaning: str, words: Mapping[str, str]) -> str:
    """Return what the longest word means that a footnote's sentence begins with."""
    begins = [word for word in words if len(word) > 1 and meaning.startswith(word)]
    return words[max(begins, key=len)] if begins else ""


@dataclass(slots=True)
class Section:
    """What a section row says of the rows under it."""

    lane: str = ""
    maker: str = ""
    auction_date: str = ""
    house: str = ""


def read_section(text: str, lookups: Lookups) -> Section:
    """Read `【Ａコーナー】`, `ALFA ROMEO`, `21.08.2023 (USS)`, `USS東京 2023/8/24`."""
    shown = plain(text).strip("【】[]「」■●◆()")
    if maker := lookups.makers.get(fold(shown)):
        return Section(maker=maker)
    day, rest = day_at(shown)
    lane = _LANE.search(rest)
    if lane is not None:
        rest = f"{rest[: lane.start()]} {rest[lane.end() :]}"
    return Section(
        lane=(lane[1] or lane[2]) if lane else "",
        auction_date=day,
        house=_house_among(rest, lookups),
    )


def _house_among(text: str, lookups: Lookups) -> str:
    """Return the house, or the group of houses, that stands between brackets and blanks."""
    pieces = [piece.strip(" 　:：/,、") for piece in _BRACKETS.split(text)]
    for piece in (*pieces, *" ".join(pieces).split(" ")):
        folded = fold(piece)
        if not folded:
            continue
        if folded in lookups.houses:
            return piece
        if _GROUP.match(piece) and any(house.startswith(folded) for house in lookups.houses):
            return piece
    return ""
