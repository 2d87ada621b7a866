"""Terms: readers of cells that hold words, scores, names and codes."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from broker_app.domain.lookups import Lookups
from broker_app.intake.codes import read_chassis, without_letters
from broker_app.intake.columns import Note, Reader, Reading
from broker_app.intake.days import month_number
from broker_app.intake.normalise import Cell, fold, latin, plain
from broker_app.intake.numbers import currency_in

_SCORE = re.compile(r"^(?:S[AR]?|[0-9](?:[.,][05])?|R[A-Z]?|A|X|\*{1,3}|\d\.\d)点?$")
_SCORE_AND_GRADES = re.compile(
    r"^(?P<score>S|[0-9](?:[.,]5)?|RA?|\*{3})\s*[ /(]\s*(?P<first>[A-E])\)?"
    r"(?:\s*/\s*(?P<second>[A-E]))?$"
)
_TWO_LETTERS = re.compile(r"^([A-F])\s*/?\s*([A-F])$")
_LETTERS = 3
"""A grade of so many signs is letters, a longer one is words."""
_SCORE_WORDS = re.compile(r"^-?\d - \S+$")
_NO_GRADES = re.compile(r"(?<=\S) -/-$")
_SCORE_IN_BRACKETS = re.compile(r"^(RA?|S)\s*\([\d.]+\)$")
_NO_SCORE = frozenset(("-", "--", "---", "―", "対象外", "評価なし", "未", "検査外"))


def text_reader(name: str) -> Reader:
    """Keep the text, plain."""
    return lambda _cell, text: Reading(text, {name: plain(text)})


def verbatim_reader(name: str) -> Reader:
    """Keep the text with its line breaks."""
    return lambda _cell, text: Reading(text, {name: unicodedata.normalize("NFKC", text).strip()})


def lot_number_reader(name: str) -> Reader:
    """Keep a number as text with its leading noughts; `5-12` may have become a date cell."""

    def read(cell: Cell, text: str) -> Reading:
        if isinstance(cell, date):
            was = f"{cell.month}-{cell.day}"
            return Reading(text, {}, (Note(name, "date_mangled", {"text": text, "was": was}),))
        return Reading(text, {name: plain(text).lstrip("'")})

    return read


def choice_reader(name: str, lookups: Lookups) -> Reader:
    """Translate a word of the trade; an unknown one leaves the fact empty."""
    words = lookups.values.get(name, {})

    def read(_cell: Cell, text: str) -> Reading:
        value = words.get(fold(text))
        if value:
            return Reading(text, {name: value})
        return Reading(text) if says_nothing(text) else unknown(name, text)

    return read


def unknown(name: str, text: str, key: str = "unknown_word") -> Reading:
    """A cell that we cannot read: the fact stays empty, the text is shown."""
    return Reading(text, {}, (Note(name, key, {"text": shown(text)}),))


def shown(text: str) -> str:
    """Return a cell's text short enough for a sentence."""
    kept = plain(text)
    return kept if len(kept) <= 60 else kept[:59] + "…"


def currency_reader() -> Reader:
    """Read a currency code or sign."""

    def read(_cell: Cell, text: str) -> Reading:
        code = currency_in(plain(text))
        return Reading(text, {"currency": code}) if code else unknown("currency", text)

    return read


_ROUND = re.compile(r"^(?:第\s*)?(\d{1,5})\s*(?:回)?$")


def odometer_status_reader(lookups: Lookups) -> Reader:
    """Read what is said of a meter in a column of its own: words, or the letters of Copart."""
    kinds = ("odometer_status", "odometer_brand")
    words = {word: said for kind in kinds for word, said in lookups.values.get(kind, {}).items()}

    def read(_cell: Cell, text: str) -> Reading:
        status = words.get(fold(text))
        if not status:
            return unknown("odometer_status", text)
        notes = () if status == "actual" else (_status_note(status, text),)
        return Reading(text, {"odometer_status": status}, notes)

    return read


def _status_note(status: str, text: str) -> Note:
    return Note("odometer_status", f"odometer_{status.replace(' ', '_')}", {"text": shown(text)})


def round_reader() -> Reader:
    """Read the number of `第2153回`."""

    def read(_cell: Cell, text: str) -> Reading:
        match = _ROUND.match(plain(text))
        return Reading(text, {"round": match[1] if match else plain(text)})

    return read


def says_nothing(text: str) -> bool:
    """Tell whether a text is nothing but signs that fill a cell."""
    return not plain(text).strip("-‐―—–ー・*/. ")


def fuel_reader(lookups: Lookups, beside_petrol: bool) -> Reader:
    """Read what the fuel column says: powertrain, and fuel where the word names it."""
    words = dict(lookups.values.get("fuel", {}))
    misspelt = lookups.values.get("fuel_misspelt", {})
    if beside_petrol:
        words |= lookups.values.get("fuel_beside_petrol", {})

    def read(_cell: Cell, text: str) -> Reading:
        facts = words.get(fold(text))
        if facts is None:
            facts = next((words[f] for f in _fuel_forms(text) if f in words), None)
        if facts is not None:
            return Reading(text, facts)
        if right := misspelt.get(fold(text)):
            values = {"text": shown(text), "value": right}
            return Reading(text, words[fold(right)], (Note("fuel", "misspelt", values),))
        return Reading(text) if says_nothing(text) else unknown("fuel", text)

    return read


_BETWEEN_WORDS = re.compile(r"[,、/()\[\]・+& ]+")


def _fuel_forms(text: str) -> list[str]:
    """Return ways to read two words in one cell: `Hybrid(Petrol)`, `бензин, 4.4 л`."""
    words = [fold(word) for word in _BETWEEN_WORDS.split(plain(text)) if word]
    pair = words[:2]
    return ["".join(pair), "".join(reversed(pair)), *words[:1]]


_SHIFT_AT = re.compile(
    r"^(?:[FCIDRS]|フロア|コラム|インパネ)?(?:MTモード付)?(\d{1,2})?速?(?:AT|A)$"
)
_SHIFT_MT = re.compile(r"^(?:[FCIDRS]|フロア|コラム|インパネ)?(\d{1,2})(?:速|MT|M/T|F|C)?$")
_SHIFT_BEFORE = re.compile(r"^(AT|MT|CVT|DCT)(\d{1,2})$")
_SHIFT_OTHER = re.compile(
    r"^(?:フロア|コラム|インパネ)?(?:MTモード付)?(\d{1,2})?速?(CVT|DCT|AT|MT)(FF|FR|4WD|MR|RR)?$"
)
_GEARS = re.compile(r"\d{1,2}")


def transmission_reader(lookups: Lookups) -> Reader:
    """Read shift codes: `FA`, `F5`, `5MT`, `フロア6MT`, `6ATFR`; a number is gears of a manual."""
    words = lookups.values.get("transmission", {})

    def read(_cell: Cell, text: str) -> Reading:
        code = plain(text).upper().replace(" ", "")
        before, _, inside = code.rstrip(")").partition("(")
        facts = next(
            (
                f
                for part in (inside, before, code)
                if part and (f := _shift(part, words.get(fold(part))))
            ),
            None,
        )
        if facts is None:
            return Reading(text) if says_nothing(text) else unknown("transmission", text)
        return Reading(text, facts)

    return read


def _shift(code: str, word: Any) -> dict[str, Any] | None:
    if word:
        return {"transmission": word} | _gears(code)
    if match := _SHIFT_AT.match(code):
        return {"transmission": "AT"} | _gears(match[1] or "")
    if match := _SHIFT_MT.match(code):
        gears = _gears(match[1])
        return {"transmission": "MT"} | gears if gears else None
    if match := _SHIFT_BEFORE.match(code):
        return {"transmission": match[1]} | _gears(match[2])
    if match := _SHIFT_OTHER.match(code):
        drive = {"FF": "FF", "4WD": "4WD"}.get(match[3], "FR") if match[3] else None
        facts = {"transmission": match[2]} | _gears(match[1] or "")
        return facts | ({"drive": drive} if drive else {})
    return None


def _gears(code: str) -> dict[str, Any]:
    match = _GEARS.search(code)
    return {"gears": int(match[0])} if match and 3 <= int(match[0]) <= 18 else {}


def maker_reader(lookups: Lookups) -> Reader:
    """Read a maker in any script; an unknown one is kept as printed.

    Lists print a class in the place of a maker (`建機・農機`).
    """
    classes = lookups.values.get("vehicle_class", {})

    def read(_cell: Cell, text: str) -> Reading:
        folded = fold(text)
        if folded not in lookups.makers and folded in classes:
            return Reading(text, {"vehicle_class": classes[folded]})
        maker = lookups.makers.get(folded) or lookups.makers.get(fold(latin(plain(text).upper())))
        return Reading(text, {"maker": maker or plain(text)})

    return read


_DOORS_AND_DRIVE = re.compile(r"^(?P<name>.*?\S)\s*?(?P<doors>[2-5]D)?\s*(?P<drive>4WD|2WD|4W)?$")


def model_reader(lookups: Lookups) -> Reader:
    """Keep a model as printed; doors and drive behind the name become facts as well."""
    words = name_words(lookups)

    def read(_cell: Cell, text: str) -> Reading:
        name = plain(text)
        bare, said = _bare(name)
        if not bare.isascii() and (latin_name := lookups.models.get(fold(bare))):
            said["?latin"] = latin_name
        if maker := lookups.makers.get(fold(name.partition(" ")[0])):
            said["?maker"] = maker
        return Reading(text, {"model": name, "?name": words(bare)} | said)

    return read


def _bare(name: str) -> tuple[str, dict[str, Any]]:
    """Part `セレナ 5D 4WD` into its name and what else it says."""
    match = _DOORS_AND_DRIVE.match(name)
    if not match:
        return name, {}
    facts: dict[str, Any] = {}
    if match["doors"]:
        facts["doors"] = int(match["doors"][0])
    if match["drive"]:
        facts["drive"] = "2WD" if match["drive"] == "2WD" else "4WD"
    return match["name"], facts


def maker_model_reader(lookups: Lookups) -> Reader:
    """Part `Toyota Prius` by the longest maker in front."""
    model = model_reader(lookups)

    def read(cell: Cell, text: str) -> Reading:
        words = plain(text).split(" ")
        for count in range(min(3, len(words)), 0, -1):
            maker = lookups.makers.get(fold(" ".join(words[:count])))
            if maker:
                rest = " ".join(words[count:])
                facts = model(cell, rest).facts if rest else {}
                return Reading(text, {"maker": maker} | dict(facts))
        return model(cell, text)

    return read


def grade_reader(lookups: Lookups) -> Reader:
    """Keep a grade as printed, and note what its words say of the powertrain."""
    words = name_words(lookups)

    def read(_cell: Cell, text: str) -> Reading:
        return Reading(text, {"grade_name": plain(text), "?grade": words(plain(text))})

    return read


class name_words:  # noqa: N801  a function with two compiled tables
    """Find what a name says: powertrain and vehicle class, each empty where it says nothing."""

    def __init__(self, lookups: Lookups) -> None:
        self._powertrains = _in_names(lookups.values.get("name_powertrain", {}))
        self._classes = _in_names(lookups.values.get("name_class", {}))

    def __call__(self, name: str) -> tuple[str, str]:
        """Return the powertrain and the class that a name's words mean."""
        folded = name.casefold().replace("-", "").replace(".", "")
        return _first(self._powertrains, folded), _first(self._classes, folded)


def _in_names(words: Any) -> list[tuple[re.Pattern[str], str]]:
    """Latin words must stand alone (`HV FX`, not `SHVX`); Japanese ones may be joined to others."""
    patterns = []
    for word, meaning in words.items():
        joined = re.escape(word)
        pattern = rf"(?<![a-z]){joined}(?![a-z])" if word.isascii() else joined
        patterns.append((re.compile(pattern), meaning))
    return patterns


def _first(patterns: list[tuple[re.Pattern[str], str]], text: str) -> str:
    return next((meaning for pattern, meaning in patterns if pattern.search(text)), "")


def remarks_reader(lookups: Lookups) -> Reader:
    """Keep remarks; a fuel named in them (`LPG車`) counts as read."""
    words = lookups.values.get("remark_fuel", {})

    def read(_cell: Cell, text: str) -> Reading:
        kept = unicodedata.normalize("NFKC", text).strip()
        folded = fold(kept)
        fuel = next((facts for word, facts in words.items() if word in folded), None)
        return Reading(text, {"remarks": kept} | ({"?remark_fuel": fuel} if fuel else {}))

    return read


def code_reader(name: str) -> Reader:
    """Keep a code as printed; it is parted where the tables are at hand."""

    def read(_cell: Cell, text: str) -> Reading:
        if says_nothing(text):
            return Reading(text)
        facts: dict[str, Any] = {name: plain(text)}
        if is_score(text):
            facts["?score"] = True  # perhaps cells of a row stand one column left
        return Reading(text, facts)

    return read


def chassis_reader(name: str, lookups: Lookups) -> Reader:
    """Read a chassis number; a damaged one is left empty and told."""
    none = lookups.values.get("no_chassis", {})

    def read(_cell: Cell, text: str) -> Reading:
        if fold(text) in none or says_nothing(text):
            return Reading(text)
        chassis = read_chassis(text)
        facts = {name: chassis.number} if chassis.number else {}
        if chassis.vin:
            facts["vin"] = chassis.vin
        if not chassis.doubt:
            return Reading(text, facts)
        values = {"text": shown(text), "value": without_letters(chassis.number)}
        return Reading(text, facts, (Note(name, chassis.doubt, values),))

    return read


def score_reader(
    name: str, words: Mapping[str, str] = MappingProxyType({}), two_letters: bool = False
) -> Reader:
    """Keep a score as text: `4`, not 4.0; with interior and exterior in one cell, all three.

    `words` are those that stand for a score (`修復歴あり`), by their folded spelling. `two_letters`
    says that `B/D` is a score and the interior, as Korean houses print them.
    """

    def read(_cell: Cell, text: str) -> Reading:
        score = latin(plain(text).upper())
        if score in _NO_SCORE:
            return Reading(text)
        if two_letters and (match := _TWO_LETTERS.match(score)):
            return Reading(text, {name: match[1], "interior_grade": match[2]})
        if match := _SCORE_AND_GRADES.match(score):
            return Reading(text, _parted(name, match))
        score = _NO_GRADES.sub("", score)
        if match := _SCORE_IN_BRACKETS.match(score):
            return Reading(text, {name: match[1]})
        meant = "" if _SCORE.match(score) else words.get(fold(text), "")
        return Reading(text, {name: meant if _SCORE.match(meant) else _tidy_score(score)})

    return read


def letter_reader(name: str) -> Reader:
    """Keep the letter of an interior or exterior: `A`, whatever its case and alphabet."""

    def read(_cell: Cell, text: str) -> Reading:
        grade = plain(text)
        return Reading(text, {name: latin(grade.upper()) if len(grade) <= _LETTERS else grade})

    return read


def is_score(text: str) -> bool:
    """Tell whether a text is a score of some house."""
    score = latin(plain(text).upper())
    return bool(_SCORE.match(score) or _SCORE_AND_GRADES.match(score) or _SCORE_WORDS.match(score))


def _parted(name: str, match: re.Match[str]) -> dict[str, str]:
    # Two letters are exterior and interior; a single one is the interior.
    facts = {name: _tidy_score(match["score"])}
    if match["second"]:
        return facts | {"exterior_grade": match["first"], "interior_grade": match["second"]}
    return facts | {"interior_grade": match["first"]}


def _tidy_score(score: str) -> str:
    if _SCORE.match(score):
        return score.removesuffix("点").replace(",", ".").removesuffix(".0")
    return score


def grades_reader(exterior_first: bool) -> Reader:
    """Read `C/B`: interior and exterior in one cell, in the order of the heading."""

    def read(_cell: Cell, text: str) -> Reading:
        first, _, second = (part.strip() for part in plain(text).partition("/"))
        names = ("exterior_grade", "interior_grade")
        pairs = zip(names if exterior_first else names[::-1], (first, second), strict=True)
        said = {name: latin(value.upper()) for name, value in pairs if not says_nothing(value)}
        return Reading(text, said)

    return read


_DOORS = re.compile(r"^([2-6])(?:\s*(?:D|DR|ドア|枚|doors?))?$", re.IGNORECASE)
_DOORS_AND_BODY = re.compile(r"^([2-6])\s*([A-Z]{1,3}|D)?$")
_MANGLED = re.compile(r"^0?(\d)-([A-Z][a-z]{2})$")


def doors_reader() -> Reader:
    """Read a number of doors; `04-May` was `4-5` before a spreadsheet took it for a date."""

    def read(cell: Cell, text: str) -> Reading:
        if match := _DOORS.match(plain(text)):
            return Reading(text, {"doors": int(match[1])})
        if was := _before_mangling(cell, text):
            return Reading(text, {}, (Note("doors", "date_mangled", {"text": text, "was": was}),))
        return Reading(text) if says_nothing(text) else unknown("doors", text, "unreadable")

    return read


def _before_mangling(cell: Cell, text: str) -> str:
    """Return the `4-5` that a spreadsheet has taken for a date, empty where it is none."""
    if isinstance(cell, date):
        return "-".join(sorted((str(cell.month), str(cell.day))))
    match = _MANGLED.match(plain(text))
    month = month_number(match[2]) if match else 0
    return "-".join(sorted((match[1], str(month)))) if match and month else ""


def doors_and_drive_reader(lookups: Lookups) -> Reader:
    """Read `5/4WD` and `4/-`; either half may also be a body."""
    drives = lookups.values.get("drive", {})

    def read(_cell: Cell, text: str) -> Reading:
        facts: dict[str, Any] = {}
        for part in plain(text).split("/"):
            if drive := drives.get(fold(part)):  # first: 4WD is no body with four doors
                facts["drive"] = drive
            elif match := _DOORS_AND_BODY.match(part.strip().upper()):
                facts["doors"] = int(match[1])
                if match[2] and match[2] != "D":
                    facts["body"] = match[2]
            elif part.strip().isalpha():
                facts["body"] = part.strip()
        return Reading(text, facts)

    return read


def body_reader(lookups: Lookups) -> Reader:
    """Keep the body as printed; where its word names a class of vehicle, that too."""
    classes = lookups.values.get("vehicle_class", {})

    def read(_cell: Cell, text: str) -> Reading:
        vehicle_class = classes.get(fold(text))
        return Reading(text, {"body": plain(text)} | _class(vehicle_class))

    return read


def _class(vehicle_class: Any) -> dict[str, Any]:
    return {"vehicle_class": vehicle_class} if vehicle_class else {}
