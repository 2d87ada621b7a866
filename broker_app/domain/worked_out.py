"""Worked out: facts that rules compare and that no list states; each follows from stored ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from broker_app.domain.age import steps_reached
from broker_app.domain.facts import Basis, Fact, FactSpec, Kind, interval
from broker_app.domain.lookups import ELECTRIFIED, Lookups
from broker_app.domain.rate import Rates
from broker_app.domain.telltale import told, word_said
from broker_app.domain.vehicle import LONG_TEXTS, SPEC, US_DIGITS, VIN_LENGTH, Vehicle

VALUES: Mapping[str, str] = {
    "export_value_eur": "EUR",
    "export_value_usd": "USD",
    "export_value_chf": "CHF",
}
"""The export value in the currency that the law of another place of export names."""
ELECTRIC_SIGN = "electric_sign"
"""What says of a vehicle with a plain engine that it has an electric motor: a code, a text."""
OTHER_ENGINE = "model_displacement"
"""The displacement of cars of this model code, where the stated one is another."""
AGE = "age_years"
"""Whole years since the vehicle was built, on the planned day; one of the ages rules compare."""
VIN_SAYS = "vin_made_in"
"""The country that a vehicle identification number names, where it is the United States."""
US_MAKER = "us_maker"
SAYINGS = ("electrified", "electric_model")
"""Telltales whose words contradict a plain engine."""
TELLTALES = ("goods_built", "dismantled", "not_for_roads", US_MAKER)
"""What words of a list and the shape of a model code tell: `resources/lookups/telltales.toml`."""

SPECS: Mapping[str, FactSpec] = {
    **{name: FactSpec(name, Kind.WHOLE, currency) for name, currency in VALUES.items()},
    ELECTRIC_SIGN: SPEC["model"],
    OTHER_ENGINE: FactSpec(OTHER_ENGINE, Kind.WHOLE, "cc"),
    AGE: FactSpec(AGE, Kind.WHOLE, "years"),
    VIN_SAYS: FactSpec(VIN_SAYS, Kind.COUNTRY),
    **{name: FactSpec(name, Kind.CHOICE, choices=("yes", "no")) for name in TELLTALES},
}
FOLLOWS_FROM: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(VALUES, ("export_value_jpy",)),
    ELECTRIC_SIGN: ("powertrain", "emission_code", "model_code", "model", *LONG_TEXTS),
    OTHER_ENGINE: ("displacement_cc", "model_code"),
    AGE: ("manufactured", "first_registered"),
    VIN_SAYS: ("vin", "chassis_number"),
    "goods_built": ("body", "vehicle_class", "model_code"),
    "dismantled": ("body", "model", *LONG_TEXTS),
    "not_for_roads": ("body", "model"),
    US_MAKER: ("maker",),
}
"""The stored facts behind each; where it is unknown, the first of them is what to find out."""

BURNING = ("petrol", "diesel", "lpg", "cng")
CLEARLY_OTHER = 0.1
"""Engines of one code differ by a little; a tenth and more is another engine."""


@dataclass(frozen=True)
class Workings:
    """Works facts out for one planned day, with the tables and rates of that day."""

    lookups: Lookups
    on: date
    ages: tuple[int, ...] = ()
    rates: Rates = field(default_factory=dict)

    def fact(self, name: str, vehicle: Vehicle, value: Fact | None) -> Fact | None:
        """Return a fact that follows from others; `value` is the export value in yen."""
        if name in TELLTALES:
            return told(self.lookups.telltales[name], vehicle)
        ways: Mapping[str, Callable[[Vehicle], str | int | None]] = {
            ELECTRIC_SIGN: self._electric_sign,
            OTHER_ENGINE: self._other_engine,
            AGE: self._age,
            VIN_SAYS: vin_made_in,
        }
        found = ways[name](vehicle) if name in ways else self._converted(name, value)
        return None if found is None else Fact(found, Basis.DERIVED)

    def _electric_sign(self, vehicle: Vehicle) -> str | None:
        """Return the first thing that contradicts a plain engine: prefix, model code, words."""
        if vehicle.powertrain not in BURNING:
            return None
        for code in (vehicle.emission_code, vehicle.model_code):
            prefix = self.lookups.prefix_of(code)
            if prefix is not None and prefix.powertrain in ELECTRIFIED:
                return prefix.prefix
        if self.lookups.is_electrified(vehicle.model_code):
            return vehicle.model_code
        said = (word_said(self.lookups.telltales[name], vehicle) for name in SAYINGS)
        return next(filter(None, said), None)

    def _other_engine(self, vehicle: Vehicle) -> int | None:
        """Return the displacement of the model code where the stated one is clearly another."""
        stated, known = vehicle.fact("displacement_cc"), None
        if stated is not None:
            known = self.lookups.displacement_of(vehicle.model_code)
        if stated is None or known is None:
            return None
        low, high = interval(stated.value, stated.precision)
        apart = max(known[0] - high, low - known[1])
        return known[1] if apart > known[1] * CLEARLY_OTHER else None

    def _age(self, vehicle: Vehicle) -> int | None:
        built = vehicle.manufactured or vehicle.first_registered
        return steps_reached(built, self.ages, self.on) if built else None

    def _converted(self, name: str, value: Fact | None) -> int | None:
        """Return the export value in another currency, rounded up to whole units."""
        rate = self.rates.get(VALUES[name])
        return None if rate is None or value is None else ceil(value.value / rate.rate)


def vin_made_in(vehicle: Vehicle) -> str | None:
    """Return `US` where the identification number was given there; a chassis number is none."""
    number = vehicle.vin or vehicle.chassis_number or ""
    return "US" if _is_vin(number) and number.startswith(US_DIGITS) else None


def _is_vin(number: str) -> bool:
    return len(number) == VIN_LENGTH and "-" not in number
