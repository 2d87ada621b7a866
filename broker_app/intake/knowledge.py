"""Knowledge: what an emission prefix proves of a lot, and what the model-code table adds to it.

The lot says what its list says. A prefix is printed in the list, so what it means is derived. What
the table or a word in a name adds is inferred, and stands beside the lot. Order of trust for the
powertrain: prefix, then table, then a word in name or grade, then column; a contradiction is a
doubt.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from broker_app.domain.facts import Basis, Origin, interval
from broker_app.domain.lookups import EmissionPrefix, Lookups, ModelCode
from broker_app.intake.codes import known_part, split_code, tidy
from broker_app.intake.columns import Note

PREFIXES, TABLE, NAMES = "emission_prefixes", "model_codes", "names"
_DERIVED = Origin(Basis.DERIVED, PREFIXES)
_BURNING = frozenset(("petrol", "diesel", "lpg", "cng"))
_KEY = (
    "model_code",
    "emission_code",
    "maker",
    "powertrain",
    "fuel",
    "vehicle_class",
    "displacement_cc",
    "displacement_precision_cc",
    "seats",
    "?name",
    "?grade",
    "?head",
)
_REMEMBERED = 100_000


@dataclass(slots=True)
class Known:
    """What is known of a lot beyond its cells."""

    facts: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    inferred: dict[str, Any] = field(default_factory=dict)
    inferred_from: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    by_prefix: bool = False
    """Whether a prefix says the powertrain; nothing else may say another."""
    years: tuple[int | None, int | None] = (None, None)

    def derive(self, name: str, value: Any) -> None:
        """State what the prefix says."""
        self.facts[name] = value
        self.origins[name] = _DERIVED

    def infer(self, name: str, value: Any, source: str) -> None:
        """Put a fact beside the lot."""
        self.inferred[name] = value
        self.inferred_from[name] = source

    def warn(self, name: str, key: str, **values: Any) -> None:
        """Tell a doubt."""
        self.notes.append(Note(name, key, {k: str(v) for k, v in values.items()}))


class Knowledge:
    """Asks the tables once for each combination of what they look at."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self._seen: dict[tuple[Any, ...], Known] = {}

    def of(self, facts: Mapping[str, Any]) -> Known:
        """Return what the tables know of a row's facts."""
        key = tuple(map(facts.get, _KEY))
        known = self._seen.get(key)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = self._seen[key] = self._ask(facts)
        return known

    def _ask(self, facts: Mapping[str, Any]) -> Known:
        known = Known()
        prefix, code = self._codes(facts, known)
        said = dict(facts) | known.facts
        line = self._line(code, said)
        if prefix:
            _apply_prefix(prefix, said, line, known)
        said |= known.facts
        if line:
            _apply_table(line, said, known)
        _apply_words(said, line, known)
        return known

    def _codes(self, facts: Mapping[str, Any], known: Known) -> tuple[EmissionPrefix | None, str]:
        """Part the printed code; without one, a chassis number may begin with a known code."""
        tables = (self._lookups.prefixes, self._lookups.model_codes)
        split = split_code(facts.get("model_code") or "", *tables, facts.get("?head") or "")
        emission = split.emission or tidy(facts.get("emission_code") or "")
        if split.code:
            known.facts["model_code"] = split.code
        if emission:
            known.facts["emission_code"] = emission
        code = known_part(split.code)
        if not code and (head := facts.get("?head")) in self._lookups.model_codes:
            known.infer("model_code", head, "chassis_number")
            code = str(head)
        return self._lookups.prefixes.get(emission), code

    def _line(self, code: str, said: Mapping[str, Any]) -> ModelCode | None:
        """Return the table's line: of this maker, else the only one there is."""
        lines = self._lookups.model_codes.get(code, ())
        maker = said.get("maker")
        if maker:
            own = [line for line in lines if line.maker == maker]
            if own:
                return own[0]
        return lines[0] if len(lines) == 1 else None


def _apply_prefix(
    prefix: EmissionPrefix, said: Mapping[str, Any], line: ModelCode | None, known: Known
) -> None:
    if prefix.powertrain:
        known.by_prefix = True
        _derive_powertrain(prefix, said, known)
    if prefix.may_be and not said.get("vehicle_class"):
        _derive_class(prefix, said, line, known)


def _derive_powertrain(prefix: EmissionPrefix, said: Mapping[str, Any], known: Known) -> None:
    """The prefix beats the column, unless the column only says the same more closely."""
    column, fuel = said.get("powertrain"), said.get("fuel")
    if column is None:
        known.derive("powertrain", prefix.powertrain)
    elif not _agrees(prefix.powertrain, column):
        known.derive("powertrain", prefix.powertrain)
        known.warn(
            "powertrain",
            "fuel_conflict",
            said=column,
            prefix=prefix.prefix,
            means=prefix.powertrain,
        )
    if prefix.fuel and not _fuel_fits(prefix, fuel):
        known.derive("fuel", prefix.fuel)


def _agrees(prefix: str, column: str) -> bool:
    """Tell whether a column says the same as a prefix, or the same more closely."""
    if prefix == "petrol":  # the letter covers all gases
        return column in ("petrol", "lpg", "cng")
    if prefix == "hybrid":  # the letter does not tell mild from full
        return column in ("hybrid", "mild_hybrid")
    return prefix == column


def _fuel_fits(prefix: EmissionPrefix, fuel: str | None) -> bool:
    if prefix.fuel == "petrol":
        return fuel in ("petrol", "lpg", "cng")
    return fuel == prefix.fuel


def _derive_class(
    prefix: EmissionPrefix, said: Mapping[str, Any], line: ModelCode | None, known: Known
) -> None:
    """Goods vehicles share a letter: a name or the table tells van from truck and bus."""
    if len(prefix.may_be) == 1:
        known.derive("vehicle_class", prefix.vehicle_class)
        return
    named = _words(said)[1]
    tabled = line.facts.get("vehicle_class") if line else None
    if (said.get("seats") or 0) >= 10 and "bus" in prefix.may_be:
        known.derive("vehicle_class", "bus")
    elif named in prefix.may_be:
        known.derive("vehicle_class", named)
    elif tabled in prefix.may_be and tabled != "bus":
        known.derive("vehicle_class", tabled)
    elif "bus" not in prefix.may_be:
        known.derive("vehicle_class", prefix.vehicle_class)
    elif tabled not in prefix.may_be:
        known.infer("vehicle_class", prefix.vehicle_class, PREFIXES)


def _apply_table(line: ModelCode, said: Mapping[str, Any], known: Known) -> None:
    """Put beside the lot what the table adds, and tell where the two contradict."""
    known.years = line.years
    for name, value in line.facts.items():
        if name in line.doubtful or name == "displacement_precision_cc":
            continue
        if said.get(name) is None and name != "displacement_cc":
            known.infer(name, value, TABLE)
    if _twin(line, said):
        known.inferred.pop("model", None)
    elif said.get("model") and not str(said["model"]).isascii() and "model" in line.facts:
        known.infer("model", line.facts["model"], TABLE)
    if "displacement_cc" not in line.doubtful:
        _compare_displacement(line.facts, said, known)
    if "powertrain" not in line.doubtful or (known.by_prefix and _is_less(line, said)):
        _compare_powertrain(line.facts, said, known)


def _is_less(line: ModelCode, said: Mapping[str, Any]) -> bool:
    """Of a code of mild and full hybrids, a prefix leaves open which: nothing shows a full one."""
    held = (line.facts.get("powertrain"), said.get("powertrain"))
    return held == ("mild_hybrid", "hybrid")


def _twin(line: ModelCode, said: Mapping[str, Any]) -> bool:
    """Tell whether another maker sells this car under its own name."""
    return bool(said.get("maker")) and said["maker"] != line.maker


def _compare_displacement(table: Mapping[str, Any], said: Mapping[str, Any], known: Known) -> None:
    cc, printed = table.get("displacement_cc"), said.get("displacement_cc")
    if cc is None:
        return
    step, table_step = (
        said.get("displacement_precision_cc") or 1,
        table["displacement_precision_cc"],
    )
    if printed is not None:
        low, high = interval(printed, step)
        table_low, table_high = interval(cc, table_step)
        if high < table_low or table_high < low:
            known.warn("displacement_cc", "displacement_differs", said=printed, table=cc)
            return
        if step <= table_step:
            return
    known.infer("displacement_cc", cc, TABLE)
    known.infer("displacement_precision_cc", table_step, TABLE)


def _compare_powertrain(table: Mapping[str, Any], said: Mapping[str, Any], known: Known) -> None:
    """Where list and table differ, what the table says stands beside it for a person to decide."""
    tabled, column = table.get("powertrain"), said.get("powertrain")
    if tabled is None or column is None or tabled == column:
        return
    if tabled == "mild_hybrid" and column == "hybrid":
        known.infer("powertrain", tabled, TABLE)
        return
    if _agrees(tabled, column):
        return
    known.warn("powertrain", "powertrain_differs", said=column, table=tabled)
    if not known.by_prefix:
        known.infer("powertrain", tabled, TABLE)


def _words(said: Mapping[str, Any]) -> tuple[str, str]:
    """Return powertrain and class that the words of name and grade mean."""
    name, grade = said.get("?name") or ("", ""), said.get("?grade") or ("", "")
    return name[0] or grade[0], name[1]


def _apply_words(said: Mapping[str, Any], line: ModelCode | None, known: Known) -> None:
    """A word in a name is a guess, yet it beats the column: houses enter hybrids as petrol."""
    word, vehicle_class = _words(said)
    if word and said.get("powertrain") is None:
        _guess_powertrain(word, known)
    elif word:
        _weigh_word(word, said, line, known)
    if vehicle_class and not said.get("vehicle_class") and "vehicle_class" not in known.inferred:
        known.infer("vehicle_class", vehicle_class, NAMES)


def _guess_powertrain(word: str, known: Known) -> None:
    """Without a column the table knows better than a word, or they make a doubt."""
    known_so = known.inferred.get("powertrain")
    if known_so is None:
        known.infer("powertrain", word, NAMES)
    elif known_so in _BURNING:
        known.warn("powertrain", "powertrain_differs", said=word, table=known_so)
        del known.inferred["powertrain"], known.inferred_from["powertrain"]
        known.inferred.pop("fuel", None)
        known.inferred_from.pop("fuel", None)


def _weigh_word(word: str, said: Mapping[str, Any], line: ModelCode | None, known: Known) -> None:
    """Hold a word in a name against the column, which it beats, and against prefix and table."""
    column = said["powertrain"]
    sure = line is not None and "powertrain" not in line.doubtful
    tabled = line.facts.get("powertrain") if line and sure else None
    if word == "mild_hybrid" and column == "hybrid" and tabled is None:
        known.infer("powertrain", word, NAMES)
    elif known.by_prefix or tabled is not None:
        held = column if known.by_prefix else tabled
        if not _named_so(word, held):
            known.warn("powertrain", "name_contradicted", named=word, held=held)
    elif not _named_so(word, column):
        known.infer("powertrain", word, NAMES)
        known.warn("powertrain", "name_conflict", said=column, named=word)


def _named_so(word: str, held: str | None) -> bool:
    """Tell whether what is known of a vehicle may be called by a word; mild ones are hybrids."""
    if word == "hybrid":
        return held in ("hybrid", "mild_hybrid", "plug_in_hybrid")
    return held == word or (word == "mild_hybrid" and held == "hybrid")
