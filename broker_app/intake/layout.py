"""Layout: a table's columns with their readers, units settled once for the whole table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median

from broker_app.domain.lookups import Lookups
from broker_app.intake import colours, figures, numbers, terms
from broker_app.intake.columns import Column, Note, Reader
from broker_app.intake.days import day_order, is_serial_day, is_short_day
from broker_app.intake.ditto import ditto_words
from broker_app.intake.header import Header, Heading
from broker_app.intake.mapping import FACTS, FEES, PRICES, Sample, choose, texts_of
from broker_app.intake.normalise import fold, plain
from broker_app.intake.titles import Titles

_TELLING = frozenset(("model", "maker_model", "model_code", "chassis_number", "vin", "lot_number"))
_LONG_TEXTS = ("equipment", "remarks")
_CHOICES = (
    "powertrain",
    "drive",
    "steering",
    "result",
    "accident",
    "vehicle_class",
    "stability_control",
)
_DATES = ("first_registered", "manufactured")
_MEASURES = (
    "seats",
    "gross_weight_kg",
    "kerb_weight_kg",
    "length_mm",
    "width_mm",
    "height_mm",
    "gears",
)
_FIGURES = frozenset(
    (
        *PRICES,
        *FEES,
        *_MEASURES,
        *_DATES,
        "odometer_km",
        "displacement_cc",
        "auction_date",
        "inspection_until",
        "volume_m3",
        "export_value_jpy",
        "dimensions",
    )
)


@dataclass(slots=True)
class Layout:
    """The columns of a table. `prices` are read after the others: a lot has one currency."""

    columns: list[Column]
    facts: list[Column]
    prices: list[Column]
    currency: str = ""
    notes: list[Note] = field(default_factory=list)

    @property
    def mapping(self) -> dict[str, str]:
        """Heading -> fact, in the order of the columns."""
        return {column.heading: column.fact for column in self.columns if column.fact}

    @property
    def unmapped(self) -> list[str]:
        """Headings that lead to no fact; their cells stay with the source row."""
        return [c.heading for c in self.columns if not c.fact and not c.heading.startswith("(")]

    @property
    def tells_vehicles_apart(self) -> bool:
        """Whether the table has a column that could say which vehicle a row is."""
        return any(column.fact in _TELLING for column in self.columns)

    def column(self, fact: str) -> Column | None:
        """Return the column of a fact."""
        return next((column for column in self.columns if column.fact == fact), None)


@dataclass(slots=True)
class Setting:
    """What readers need to know of their table."""

    lookups: Lookups
    today: date
    titles: Titles
    marks: Mapping[str, str]
    sample: Sample
    price_unit: numbers.Unit | None = None
    japanese: bool = False
    by_hand: Mapping[str, str] = field(default_factory=dict)
    """Folded heading -> fact, as a person settled it."""
    notes: list[Note] = field(default_factory=list)


def lay_out(header: Header, setting: Setting) -> Layout:
    """Decide for every column which fact it holds and how its cells are read."""
    chosen = choose(header.headings, setting.sample, setting.lookups, setting.by_hand)
    empty = frozenset(setting.lookups.values.get("empty", {}))
    columns = []
    for heading in header.headings:
        fact = chosen.get(heading.index, "")
        reader = _reader(fact, heading, setting) if fact else None
        words = empty
        if fact == "odometer_km":
            words = empty - set(setting.lookups.values.get("odometer_status", {}))
        ditto = ditto_words(fact, setting.lookups, fact in _FIGURES) if fact else frozenset()
        column = Column(heading.index, heading.text, fact, reader, -1, words, ditto)
        column.told_as = fact if fact in FACTS else ""
        if fact == "odometer_km":
            column.dash_is_empty = False  # there it says that the distance is not known
            column.unit_index = _unit_column(heading, header.headings, setting.sample)
        columns.append(column)
    return _sorted(columns, setting)


def _sorted(columns: list[Column], setting: Setting) -> Layout:
    prices = [c for c in columns if c.fact in PRICES or c.fact in FEES]
    # The main prices settle the currency before a fee in yen can.
    prices.sort(key=lambda column: column.fact in FEES)
    return Layout(
        columns=columns,
        # What a column of its own says of the meter beats what the distance does not say.
        facts=sorted(
            (c for c in columns if c.fact and c not in prices),
            key=lambda column: column.fact == "odometer_status",
        ),
        prices=prices,
        currency=_currency(prices, setting),
        notes=setting.notes,
    )


def _currency(prices: list[Column], setting: Setting) -> str:
    """Return the currency of a table that prints prices in one."""
    if not any(column.fact in PRICES for column in prices):
        return ""
    currencies = {
        reading.facts["currency"]
        for column in prices
        if column.fact in PRICES
        for row in setting.sample
        if "currency" in (reading := column.read(row)).facts
    }
    return currencies.pop() if len(currencies) == 1 else ""


def _reader(fact: str, heading: Heading, setting: Setting) -> Reader:
    """Return the reader of a fact in this table."""
    lookups = setting.lookups
    if fact in PRICES or fact in FEES:
        return figures.price_reader(fact, lookups, _price_unit(fact, heading, setting))
    if fact == "odometer_km":
        unit = _distance_unit(heading, setting)
        return figures.odometer_reader(lookups, unit, setting.marks)
    if fact == "displacement_cc":
        return figures.displacement_reader(lookups, _in_litres(heading, setting))
    if fact == "auction_date":
        short = setting.japanese and _all(heading, setting, is_short_day)
        proven = short or _all(heading, setting, is_serial_day)
        return figures.day_reader(fact, _month_first(heading, setting), proven)
    if fact == "fuel":
        return terms.fuel_reader(lookups, _beside_petrol(heading, setting))
    if fact == "inspection_until":
        return figures.inspection_reader(fact, lookups, setting.today)
    if fact in _DATES:
        return figures.partial_date_reader(fact, setting.today)
    if fact == "score":
        korean = any("가" <= c <= "힣" for part in heading.parts for c in part)
        return terms.score_reader(fact, lookups.values.get("score", {}), two_letters=korean)
    if fact == "model_year":
        return figures.model_year_reader(setting.today)
    if fact in _MEASURES:
        return figures.measure_reader(fact)
    return _word_reader(fact, lookups)


def _word_reader(fact: str, lookups: Lookups) -> Reader:
    if fact in _CHOICES:
        return terms.choice_reader(fact, lookups)
    if fact in _LONG_TEXTS:
        return terms.remarks_reader(lookups) if fact == "remarks" else terms.verbatim_reader(fact)
    simple: dict[str, Reader] = {
        "maker": terms.maker_reader(lookups),
        "model": terms.model_reader(lookups),
        "maker_model": terms.maker_model_reader(lookups),
        "grade_name": terms.grade_reader(lookups),
        "transmission": terms.transmission_reader(lookups),
        "body": terms.body_reader(lookups),
        "doors": terms.doors_reader(),
        "doors_drive": terms.doors_and_drive_reader(lookups),
        "doors_body": terms.doors_and_drive_reader(lookups),
        "seats_load": figures.seats_and_load_reader(),
        "colour": colours.colour_reader("colour"),
        "colour_both": colours.colour_and_code_reader(lookups),
        "colour_code": colours.colour_code_reader("colour_code"),
        "grades": terms.grades_reader(exterior_first=False),
        "grades_reversed": terms.grades_reader(exterior_first=True),
        "dimensions": figures.dimensions_reader(),
        "odometer_status": terms.odometer_status_reader(lookups),
        "interior_grade": terms.letter_reader("interior_grade"),
        "exterior_grade": terms.letter_reader("exterior_grade"),
        "model_code": terms.code_reader("model_code"),
        "emission_code": terms.code_reader("emission_code"),
        "chassis_number": terms.chassis_reader("chassis_number", lookups),
        "vin": terms.chassis_reader("vin", lookups),
        "lot_number": terms.lot_number_reader("lot_number"),
        "volume_m3": figures.volume_reader("volume_m3"),
        "currency": terms.currency_reader(),
        "round": terms.round_reader(),
        "export_value_jpy": figures.price_reader(
            "export_value_jpy", lookups, numbers.Unit(Decimal(1), "JPY")
        ),
    }
    return simple.get(fact, terms.text_reader(fact))


def _price_unit(fact: str, heading: Heading, setting: Setting) -> numbers.Unit | None:
    """The heading's unit beats the caller's, the title's and a guess."""
    for part in heading.parts:
        if unit := numbers.money_unit_in(part):
            return unit
    if fact in FEES:
        return numbers.Unit(Decimal(1), "JPY")
    return setting.price_unit or setting.titles.price_unit or _guessed_price_unit(heading, setting)


def _guessed_price_unit(heading: Heading, setting: Setting) -> numbers.Unit | None:
    """Amounts of six digits in a Japanese list are yen. Smaller ones may be 千円 or 万円: ask."""
    texts = texts_of(setting.sample, heading.index)
    bare = [n for n in (numbers.decimal_of(numbers.printed(t), True) for t in texts) if n]
    if not bare:
        return None
    first = ", ".join(f"{n:f}" for n in bare[:3])
    if setting.japanese and median(bare) >= 50_000:
        setting.notes.append(
            Note(heading.text, "price_unit_assumed", {"first": first, "unit": "JPY"})
        )
        return numbers.Unit(Decimal(1), "JPY")
    setting.notes.append(Note(heading.text, "price_unit_unknown", {"first": first}))
    return None


def _distance_unit(heading: Heading, setting: Setting) -> numbers.Unit:
    """The heading's unit beats the title's; a column of small numbers is taken for 千km."""
    for part in heading.parts:
        if unit := numbers.distance_unit_in(part):
            return unit
    if setting.titles.distance_unit:
        return setting.titles.distance_unit
    texts = [numbers.printed(t) for t in texts_of(setting.sample, heading.index)]
    bare = [n for n in (numbers.decimal_of(t.strip("$*#"), True) for t in texts) if n is not None]
    own = any(numbers.distance_unit(t.lstrip("0123456789.,$*# ")) for t in texts if t)
    if len(bare) < 2 or own or median(bare) >= 400:
        return numbers.KM
    setting.notes.append(Note("odometer_km", "odometer_unit_assumed", {"heading": heading.text}))
    return numbers.THOUSAND_KM


def _unit_column(heading: Heading, headings: Sequence[Heading], sample: Sample) -> int:
    """Return the nameless column beside that holds nothing but units of distance, else -1."""
    beside = heading.index + 1
    if beside >= len(headings) or headings[beside].parts:
        return -1
    texts = texts_of(sample, beside)
    return beside if texts and all(numbers.distance_unit(text) for text in texts) else -1


def _in_litres(heading: Heading, setting: Setting) -> bool:
    texts = [numbers.printed(text) for text in texts_of(setting.sample, heading.index)]
    bare = [n for n in (numbers.decimal_of(text) for text in texts) if n is not None]
    return bool(bare) and median(bare) < 20


def _month_first(heading: Heading, setting: Setting) -> bool | None:
    orders = {day_order(text) for text in texts_of(setting.sample, heading.index)} - {None}
    return orders.pop() if len(orders) == 1 else None


def _all(heading: Heading, setting: Setting, fits: Callable[[str], bool]) -> bool:
    """Tell whether all cells of a column are of one shape."""
    texts = texts_of(setting.sample, heading.index)
    return bool(texts) and all(fits(text) for text in texts)


def _beside_petrol(heading: Heading, setting: Setting) -> bool:
    words = setting.lookups.values.get("fuel", {})
    folded = {fold(plain(text)) for text in texts_of(setting.sample, heading.index)} - {"p"}
    return any(words.get(word, {}).get("powertrain") == "petrol" for word in folded)
