"""Facts: a value, how surely we know it, and how exactly.

Every fact of a vehicle and of a lot is declared once, on the fields of `vehicle.Vehicle` and
`lot.Lot`; files, tables, columns, forms and translations read that declaration.
"""

from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, NamedTuple


class Basis(StrEnum):
    """How we know a fact. An inferred fact may block a vehicle; alone it never clears one."""

    READ = "read"  # in the list: file, sheet, line, raw text
    TYPED = "typed"  # by a person
    CONFIRMED = "confirmed"  # inferred, and a person vouched for it
    DERIVED = "derived"  # computed by a cited rule or table from other facts
    INFERRED = "inferred"  # from the model-code table, or a guess


class Fact(NamedTuple):
    """A known fact. `precision` is the step a number was printed in; 1 means exact."""

    value: Any
    basis: Basis = Basis.READ
    precision: int = 1

    @property
    def clears(self) -> bool:
        """Whether an answer in favour may rest on this fact."""
        return self.basis is not Basis.INFERRED


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact that was not simply read comes from.

    `source` names the table, rule or plan (`model_codes`, `emission_prefixes`, `pricing_plan`);
    `by` and `at` say who typed or confirmed it, and when.
    """

    basis: Basis
    source: str = ""
    by: str = ""
    at: str = ""


class Kind(StrEnum):
    """What sort of value a fact has; decides storage, parsing, editing and alignment."""

    TEXT = "text"
    CODE = "code"  # set in a fixed-width face, never translated
    TARIFF = "tariff"  # an HS code of four digits or more, dots do not count
    COUNTRY = "country"  # an ISO 3166 code
    WHOLE = "whole"
    DECIMAL = "decimal"
    PARTIAL_DATE = "partial_date"
    DAY = "day"
    CHOICE = "choice"
    MONEY = "money"  # minor units of the record's currency


@dataclass(frozen=True, slots=True)
class FactSpec:
    """The declaration of a fact: its name, kind, unit and, for a choice, the words allowed.

    A whole number outside `bounds`, where they are given, is a slip of the pen.
    """

    name: str
    kind: Kind
    unit: str = ""
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None


def fact(
    kind: Kind,
    unit: str = "",
    choices: tuple[str, ...] = (),
    bounds: tuple[int, int] | None = None,
) -> Any:
    """Declare a field of a record as a fact that may be unknown."""
    declared = {"kind": kind, "unit": unit, "choices": choices, "bounds": bounds}
    return field(default=None, metadata=declared)


def specs_of(record: type) -> tuple[FactSpec, ...]:
    """Return the declared facts of a record class, in order."""
    return tuple(FactSpec(f.name, **f.metadata) for f in fields(record) if "kind" in f.metadata)


def interval(value: int, precision: int) -> tuple[int, int]:
    """Return the smallest and largest true value behind a printed number.

    Houses round or cut to their step: 1800 in steps of 100 means 1,750 to 1,899.
    """
    return value - precision // 2, value + precision - 1
