"""Landed cost: what a vehicle costs where it lands, line by line, and what is not known of it.

Every line is a range in the broker's yen. A rate, a fact or a figure that is missing leaves the
line and the total open and is named; nothing is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from broker_app.domain.admission import ARRIVAL, Voyage
from broker_app.domain.conditions import KINDS
from broker_app.domain.facts import Fact
from broker_app.domain.market import DutyStep, Market
from broker_app.domain.missing import Missing
from broker_app.domain.money import Money, exponent, from_amount
from broker_app.domain.rate import HOME, Rate, Rates, is_old

Facts = Mapping[str, Fact]
Range = tuple[Decimal, Decimal]

INSURANCE = Decimal("0.01")
"""Share of cost and freight; the usual planning figure."""
WHOLE = 0
"""Digits of amounts that one plans by: whole units of any currency."""
_NOTHING: Range = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line: the range of its amount in a currency, or what is missing."""

    name: str
    amounts: Range | None
    currency: str
    missing: tuple[Missing, ...] = ()

    @property
    def middle(self) -> Money | None:
        """The middle of the range, rounded to the currency; None where the line is open."""
        if self.amounts is None:
            return None
        low, high = self.amounts
        return from_amount((low + high) / 2, self.currency)

    @property
    def low(self) -> Money | None:
        """The lowest amount, rounded to the currency; None where the line is open."""
        return from_amount(self.amounts[0], self.currency) if self.amounts else None

    @property
    def high(self) -> Money | None:
        """The highest amount, rounded to the currency; None where the line is open."""
        return from_amount(self.amounts[1], self.currency) if self.amounts else None


@dataclass(frozen=True, slots=True)
class LandedCost:
    """All lines in order with their total, in yen and in the market's currency.

    Every line is rounded to the minor unit of its currency; a total is the sum of its lines,
    without CIF, which is a sum itself.

    `notes` are `value_list` (customs reckons with its own list price; the invoice stands in for
    it), `planned` with a tax whose step is only announced, and `old_rate` with the currency.
    """

    lines: tuple[CostLine, ...]
    total: CostLine
    local_lines: tuple[CostLine, ...]
    local: CostLine
    rates: Mapping[str, Rate]
    notes: tuple[Missing, ...] = ()

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Everything that leaves some amount open, once."""
        every = [m for line in (*self.lines, self.local) for m in line.missing]
        return tuple(dict.fromkeys(every))

    def middle(self, *names: str) -> Decimal | None:
        """Return the middle of the sum of lines, None where one of them is open."""
        both = Decimal(0)
        for line in self.lines:
            if line.name in names:
                if line.amounts is None:
                    return None
                both += line.amounts[0] + line.amounts[1]
        return both / 2


@dataclass(frozen=True, slots=True)
class Sending:
    """What sending a vehicle to a market costs in the middle of the range, in yen.

    Freight is that of a cubic metre; `fixed` is inspection and inland. None where a rate or a
    figure is missing.
    """

    freight: Decimal | None
    fixed: Decimal | None

    def percent(self, value: Decimal | None, volume: Decimal | None) -> int | None:
        """Return it as a share of the value with freight and insurance, None where unknown."""
        if value is None or volume is None or self.freight is None or self.fixed is None:
            return None
        freight = self.freight * volume
        insured = (value + freight) * (1 + INSURANCE)
        return round((freight + self.fixed) / insured * 100) if insured else None


def sending_to(market: Market, rates: Rates) -> Sending:
    """Return what sending to a market costs by these rates."""
    sheet, one = _Sheet(rates), (Decimal(1), Decimal(1))
    sheet.put_in("freight", "USD", market.logistics.freight_usd_m3, one)
    _inspection_and_inland(sheet, market)
    freight, _ = sheet.sum(("freight",))
    fixed, _ = sheet.sum(("inspection", "inland"))
    return Sending(_middle(freight), _middle(fixed))


def value_of(facts: Facts) -> Decimal | None:
    """Return the FOB value in yen, None where unknown."""
    value = facts.get("export_value_jpy")
    return None if value is None else Decimal(value.value)


def in_currency(line: CostLine, currency: str, rates: Rates) -> CostLine:
    """Return a line of yen in another currency; open where that one has no rate."""
    if currency == line.currency:
        return line
    rate = rates.get(currency)
    if rate is None:
        return CostLine(line.name, None, currency, (*line.missing, Missing("rate", currency)))
    if line.amounts is None:
        return CostLine(line.name, None, currency, line.missing)
    low, high = (amount / rate.rate for amount in line.amounts)
    return CostLine(line.name, (low, high), currency)


def lines_in(
    lines: tuple[CostLine, ...], currency: str, rates: Rates, digits: int
) -> tuple[tuple[CostLine, ...], CostLine]:
    """Return lines in another currency, rounded to so many digits, and their sum."""
    turned = tuple(_rounded(in_currency(line, currency, rates), digits) for line in lines)
    return turned, _sum_of(turned, currency)


def _sum_of(lines: tuple[CostLine, ...], currency: str) -> CostLine:
    low = high = Decimal(0)
    missing: list[Missing] = []
    for line in lines:
        if line.name == "cif":
            continue
        if line.amounts is None:
            missing += line.missing
        else:
            low, high = low + line.amounts[0], high + line.amounts[1]
    amounts = None if missing else (low, high)
    return CostLine("total", amounts, currency, tuple(dict.fromkeys(missing)))


def _rounded(line: CostLine, digits: int) -> CostLine:
    return replace(line, amounts=_to_digits(line.amounts, digits))


def _to_digits(amounts: Range | None, digits: int) -> Range | None:
    if amounts is None:
        return None
    unit = Decimal(1).scaleb(-digits)
    low, high = (amount.quantize(unit, rounding=ROUND_HALF_UP) for amount in amounts)
    return low, high


class _Sheet:
    """The amounts reckoned so far, by line."""

    def __init__(self, rates: Rates) -> None:
        self.rates = rates
        self.used: dict[str, Rate] = {}
        self.amounts: dict[str, Range | None] = {}
        self.missing: dict[str, tuple[Missing, ...]] = {}
        self.shown: list[str] = []

    def put(self, name: str, amount: Range | None, *missing: Missing) -> None:
        self.amounts[name] = _to_digits(amount, exponent(HOME))
        self.missing[name] = tuple(dict.fromkeys(missing))
        self.shown.append(name)

    def skip(self, name: str) -> None:
        self.amounts[name], self.missing[name] = _NOTHING, ()

    def put_in(self, name: str, currency: str, amount: Range | None, times: Range) -> None:
        """Put an amount of a currency, turned into yen."""
        rate = self.rates.get(currency)
        if amount is None:
            self.put(name, None, Missing("figure", name))
        elif amount == _NOTHING:
            self.skip(name)
        elif rate is None:
            self.put(name, None, Missing("rate", currency))
        else:
            self.used[currency] = rate
            low, high = amount[0] * times[0] * rate.rate, amount[1] * times[1] * rate.rate
            self.put(name, (low, high))

    def sum(self, names: tuple[str, ...]) -> tuple[Range | None, tuple[Missing, ...]]:
        """Return the sum of lines, and what is missing where one of them is open."""
        low = high = Decimal(0)
        missing: list[Missing] = []
        for name in names:
            amount = self.amounts[name]
            if amount is None:
                missing += self.missing[name]
            else:
                low, high = low + amount[0], high + amount[1]
        return (None if missing else (low, high)), tuple(dict.fromkeys(missing))

    def line(self, name: str) -> CostLine:
        return CostLine(name, self.amounts[name], HOME, self.missing[name])


def landed_cost(market: Market, facts: Facts, on: date, voyage: Voyage, rates: Rates) -> LandedCost:
    """Return what the vehicle costs landed in the market, as reckoned on a day before.

    Taxes are those of the day of clearance, by the age on arrival.
    """
    sheet = _Sheet(rates)
    _freight_and_insurance(sheet, market, facts)
    _inspection_and_inland(sheet, market)
    levied = _levied(market, voyage.cleared or voyage.arrives)
    for name, step in levied.items():
        if step is not None:
            _duty(sheet, market, step, facts, voyage.arrives)
        elif voyage.arrives is None:
            sheet.put(name, None, Missing("fact", ARRIVAL))
        else:
            sheet.skip(name)
    lines = tuple(sheet.line(name) for name in sheet.shown)
    own = market.currency
    if own in rates:
        sheet.used[own] = rates[own]
    local_lines, local = lines_in(lines, own, rates, exponent(own))
    return LandedCost(
        lines,
        _sum_of(lines, HOME),
        local_lines,
        replace(local, name="total_local"),
        sheet.used,
        _notes(market, levied, sheet, on),
    )


def _levied(market: Market, day: date | None) -> Mapping[str, DutyStep | None]:
    """Return the version of each tax that is levied on a day, in order; None where none is.

    Of a day nobody knows only a tax that is always the same can be told.
    """
    levied: dict[str, DutyStep | None] = {}
    for step in market.duties:
        always = step.since is None and step.until is None
        if always or (day is not None and step.is_in_force(day)):
            levied[step.name] = step
        else:
            levied.setdefault(step.name, None)
    return levied


def duty_age(market: Market, facts: Facts, day: date) -> int | None:
    """Return the age in calendar years that the market's taxes count, None where unknown."""
    by_base = {"FIRST_REG": "first_registered", "MODEL_YEAR": "model_year"}
    fact = facts.get(by_base.get(market.duty_age_base, "manufactured"))
    return None if fact is None else day.year - int(str(fact.value)[:4])


def is_of_age(step: DutyStep, age: int) -> bool:
    """Tell whether an age lies in the band of a step."""
    return (step.age_from or 0) <= age <= (age if step.age_up_to is None else step.age_up_to)


def volume_of(facts: Facts) -> Decimal | None:
    """Return the volume in cubic metres: as given, or length by width by height."""
    given = facts.get("volume_m3")
    if given is not None:
        return Decimal(str(given.value))
    sides = [facts.get(f"{side}_mm") for side in ("length", "width", "height")]
    volume = Decimal("1e-9")
    for side in sides:
        if side is None:
            return None
        volume *= Decimal(side.value)
    return volume


def _freight_and_insurance(sheet: _Sheet, market: Market, facts: Facts) -> None:
    value = value_of(facts)
    if value is None:
        sheet.put("fob", None, Missing("fact", "export_value_jpy"))
    else:
        sheet.put("fob", (value, value))
    volume = volume_of(facts)
    if volume is None:
        sheet.put("freight", None, Missing("fact", "volume_m3"))
    else:
        sheet.put_in("freight", "USD", market.logistics.freight_usd_m3, (volume, volume))
    both, missing = sheet.sum(("fob", "freight"))
    insured = None if both is None else (both[0] * INSURANCE, both[1] * INSURANCE)
    sheet.put("insurance", insured, *missing)
    cif, missing = sheet.sum(("fob", "freight", "insurance"))
    sheet.put("cif", cif, *missing)


def _inspection_and_inland(sheet: _Sheet, market: Market) -> None:
    inspection, one = market.inspection, (Decimal(1), Decimal(1))
    cost = inspection.cost_usd if inspection.cost_usd or inspection.required else _NOTHING
    sheet.put_in("inspection", "USD", cost, one)
    sheet.put_in("inland", "USD", market.logistics.inland_usd, one)


def _middle(amounts: Range | None) -> Decimal | None:
    return None if amounts is None else (amounts[0] + amounts[1]) / 2


def _duty(
    sheet: _Sheet, market: Market, step: DutyStep, facts: Facts, arrives: date | None
) -> None:
    applies, missing = _applies(market, step, facts, arrives)
    if not applies:
        sheet.skip(step.name)
    elif missing:
        sheet.put(step.name, None, *missing)
    elif step.amount is not None:
        one = (Decimal(1), Decimal(1))
        sheet.put_in(step.name, market.currency, (step.amount, step.amount), one)
    elif step.percent is None:
        sheet.put(step.name, None, Missing("figure", step.name))
    else:
        base, open_lines = sheet.sum(step.of)
        shares = (step.percent[0] / 100, step.percent[1] / 100)
        taxed = None if base is None else (base[0] * shares[0], base[1] * shares[1])
        sheet.put(step.name, taxed, *open_lines)


def _applies(
    market: Market, step: DutyStep, facts: Facts, arrives: date | None
) -> tuple[bool, tuple[Missing, ...]]:
    """Tell whether a step may apply, and the facts that leave it open."""
    missing = []
    for condition in step.when:
        fact = facts.get(condition.fact)
        holds = KINDS[condition.kind](fact, condition.bound) if fact else None
        if holds is False:
            return False, ()
        if holds is None:
            missing.append(Missing("fact", condition.fact))
    if step.age_from is not None or step.age_up_to is not None:
        age = duty_age(market, facts, arrives) if arrives else None
        if arrives is None:
            missing.append(Missing("fact", ARRIVAL))
        elif age is None:
            missing.append(Missing("fact", "manufactured"))
        elif not is_of_age(step, age):
            return False, ()
    return True, tuple(missing)


def _notes(
    market: Market, levied: Mapping[str, DutyStep | None], sheet: _Sheet, on: date
) -> tuple[Missing, ...]:
    notes = [Missing("value_list", market.id)] if market.value_list else []
    notes += [Missing("planned", name) for name, step in levied.items() if step and step.planned]
    notes += [Missing("old_rate", c) for c, rate in sorted(sheet.used.items()) if is_old(rate, on)]
    return tuple(notes)
