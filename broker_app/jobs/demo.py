"""The demo: the sample lists imported and judged, one shipment with its paper, in a folder."""

import shutil
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from broker_app import paths
from broker_app.domain.cost import Cost
from broker_app.domain.party import Company, Party
from broker_app.domain.payment import Payment
from broker_app.domain.question import Question, planned_day
from broker_app.domain.rate import Rate
from broker_app.domain.release.check import BLOCKS, NOT_APPLICABLE, OVERRIDE, PASSED
from broker_app.domain.verdict import Outcome
from broker_app.errors import UserError
from broker_app.jobs import (
    confirming,
    costing,
    demo_shipment,
    editing,
    importing,
    issuing,
    moving,
    paying,
    releasing,
    selling,
    shipping,
    suggesting,
)
from broker_app.jobs.books import Books
from broker_app.jobs.confirming import ReviewCause
from broker_app.jobs.importing import Account
from broker_app.jobs.issuing import Paper
from broker_app.jobs.progress import Progress
from broker_app.jobs.sailing import SIZES
from broker_app.jobs.suggesting import Outlook
from broker_app.store import shipments, vehicles
from broker_app.store.database import Database, open_file
from broker_app.store.vehicles import Query

WHO = "demo"
MARK = "broker-demo.txt"
OURS = (
    "demo.db",
    "demo.db-wal",
    "demo.db-shm",
    ".demo.db.end",
    "demo-backups",
    "demo-files",
    "demo-lists",
    "papers",
    MARK,
)
"""What the demo writes into its folder, and all that it ever removes there."""

COMPANY = Company(
    name="ASAGIRI MOTORS EXPORT CO., LTD.",
    address=("3-14-8 KAIGANDORI, NAKA-KU", "YOKOHAMA 231-0002, JAPAN"),
    phone="+81 45 555 0162",
    email="export@asagiri-motors.example",
    bank=(
        "KAZAMIDORI BANK, LTD., YOKOHAMA BRANCH",
        "ACCOUNT NO. 0031845  SWIFT KZMDJPJT",
        "ASAGIRI MOTORS EXPORT CO., LTD.",
    ),
    signatory="R. HAYAMI",
    signatory_title="EXPORT MANAGER",
    number_prefix="AMX",
    margin_permille=120,
    margin_jpy=60_000,
    name_ja="朝霧モーターズ輸出株式会社",
    address_ja=("〒231-0002", "神奈川県横浜市中区海岸通3-14-8"),
)
CONSIGNEE = Party(
    name="MAWIMBI MOTORS LTD.",
    address=("PLOT 77, MBARAKI ROAD", "P.O. BOX 41066-80100"),
    city="MOMBASA",
    country="KE",
    phone="+254 41 555 0187",
    email="import@mawimbi.example",
    tax_id_label="KRA PIN",
    tax_id="P051000000Z",
)
CURRENCY = "USD"
VOYAGE = {
    "port_of_loading": "JPYOK",
    "port_of_discharge": "KEMBA",
    "vessel": "SHIRANAMI LEADER",
    "voyage": "118W",
    "incoterm": "CIF",
    "currency": CURRENCY,
    "payment_terms": "T/T 100 % BEFORE SHIPMENT",
    "marks": ("MAWIMBI", "MOMBASA", "MADE IN JAPAN"),
}
RATES = {"USD": "155.20", "KES": "1.20", "TZS": "0.0588", "UGX": "0.0418", "ZMW": "5.65"}
RATE_SOURCE = "sample rate"
COSTS = (("purchase", 790), ("transport", 22), ("agent", 14))
"""What the vehicles of the shipment cost: kinds, and per mille of the price."""
DEPOSIT_PER_MILLE = 300
BOUGHT_AGO = (2, 6, 13, 27, 44, 66, 97)
"""So many days ago some vehicles of the demo were bought, `EACH_AGE` each."""
EACH_AGE = 4
DAYS_TO_PAY = 7
ON_SHIPMENT = 5
FREIGHT_PER_VEHICLE = 95_000  # US cents
INSURANCE_PER_MILLE = 4
_AGAINST = {BLOCKS: "stops", OVERRIDE: "second"}
_ORDER = ("passed", "warns", "second", "stops")
LOOKED_AT = 60
"""Among so many blocked vehicles the summary's example is looked for."""
CERTIFICATE = {"made_in": "JP", "steering": "right", "accident": "none", "stability_control": "yes"}
CONFIRMED = ("powertrain", "vehicle_class", "fuel", *SIZES)
"""What a person sees on the certificate and at the car."""


@dataclass(frozen=True, slots=True)
class MarketCount:
    """How much of the stock that may not go to Russia a market admits, or might."""

    title: Mapping[str, str]
    eligible: int
    needs_review: int


@dataclass(frozen=True, slots=True)
class Takings:
    """What the vehicles of the shipment brought: price, cost and margin in yen."""

    price: int
    cost: int

    @property
    def margin(self) -> int:
        """What is left."""
        return self.price - self.cost


@dataclass(slots=True)
class Summary:
    """What the demo shows, for a person to read."""

    database: Path
    day: date
    accounts: list[Account] = field(default_factory=list)
    verdicts: dict[str, int] = field(default_factory=dict)
    causes: list[ReviewCause] = field(default_factory=list)
    markets: list[MarketCount] = field(default_factory=list)
    example: Outlook | None = None
    takings: Takings | None = None
    shipment: str = ""
    papers: list[Paper] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)
    """How many checks before the release passed, warn, wait for a second person, and stand
    against it."""


def build(folder: Path, progress: Progress, books: Books) -> Summary:
    """Fill a folder with the demo. Dates follow the rule pack, so it shows the same every year.

    The folder is made or, where it is the demo's own, renewed. Raises UserError for any other
    folder with something in it.
    """
    _renew(folder)
    today = books.pack.checked_on
    question = Question("RU", planned_day(today, 30))
    with open_file(folder / "demo.db") as db:
        summary = Summary(db.path, question.on)
        editing.save_company(db, progress, COMPANY, WHO, books, question)
        for file in sorted((paths.resources() / "demo").iterdir()):
            account, _ = importing.import_list(db, progress, file, books, question, WHO, today)
            summary.accounts.append(account)
        _confirm_some(db, progress, books, question)
        summary.verdicts = vehicles.count_by_verdict(db.connection, Query())
        summary.causes = confirming.why_review(db.connection, "RU")
        _keep_rates(db, today)
        summary.markets = _markets_for_blocked(db, books, today)
        _ship(db, progress, books, today, summary)
        _keep_states(db, progress, books, today)
        summary.checks = _checks(db, books, today)
        summary.example = _example(db, progress, books, question, today)
    return summary


def _markets_for_blocked(db: Database, books: Books, today: date) -> list[MarketCount]:
    """Count the markets suggested for blocked stock, the most open first."""
    counts: Counter[tuple[str, str]] = Counter()
    for found in suggesting.suggest_stock(db.connection, books, today):
        if found.to_russia is Outcome.BLOCKED and found.advice is not None:
            counts.update((s.market.id, s.answer.admission) for s in found.advice.markets)
    suggested = {name for name, _ in counts}
    listed = [
        MarketCount(market.title, counts[name, "eligible"], counts[name, "needs_review"])
        for name, market in books.markets.items()
        if name in suggested
    ]
    return sorted(listed, key=lambda market: (-market.eligible, -market.needs_review))


def _renew(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError("demo_folder_foreign", folder=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise UserError("demo_folder_foreign", folder=str(folder))
        for name in OURS:
            part = folder / name
            if part.is_dir() and not part.is_symlink():
                shutil.rmtree(part)
            else:
                part.unlink(missing_ok=True)
        (folder / MARK).write_text("Written and renewed by broker-app demo.\n", encoding="utf-8")
    except OSError as problem:
        raise UserError("folder_not_writable", folder=str(folder)) from problem


def _confirm_some(db: Database, progress: Progress, books: Books, question: Question) -> None:
    """Confirm the inferred powertrain and class of one maker, as a person would in bulk."""
    chosen = vehicles.ids(db.connection, Query(words="SUBARU", verdicts=("REVIEW",)))
    names = ("powertrain", "vehicle_class", "fuel")
    if chosen:
        confirming.confirm_facts(db, progress, books, question, chosen, names, WHO)


def _ship(db: Database, progress: Progress, books: Books, today: date, summary: Summary) -> None:
    consignee, _ = editing.save_party(db, CONSIGNEE, WHO)
    editing.record_screening(db, consignee, "clear", WHO)
    chosen = _for_kenya(db)
    insured = sum(price for _, price in chosen) + FREIGHT_PER_VEHICLE * len(chosen)
    dates = {"etd": today + timedelta(days=7), "eta": today + timedelta(days=36)}
    shipment, _ = shipping.new_shipment(
        db,
        books,
        WHO,
        today,
        VOYAGE
        | {"consignee": consignee, "buyer": consignee, "notify": consignee}
        | {name: day.isoformat() for name, day in dates.items()}
        | {
            "freight": FREIGHT_PER_VEHICLE * len(chosen),
            "insurance": insured * INSURANCE_PER_MILLE // 1000,
        },
    )
    abroad = Question("KE", dates["etd"])
    for vehicle, price in chosen:
        editing.type_fact(db, progress, books, abroad, vehicle, "made_in", "JP", WHO)
        shipping.add_vehicle(db, books, shipment, vehicle, price, WHO, today)
        _keep_money(db, books, vehicle, price, today)
    on_board = [vehicle for vehicle, _ in chosen]  # as a person does with the certificates at hand
    confirming.confirm_facts(db, progress, books, abroad, on_board, SIZES, WHO)
    demo_shipment.make_whole(db, progress, books, shipment, COMPANY, today)
    summary.takings = _takings(db, on_board, today)
    folder = db.path.parent / "papers"
    for kind in books.usual_papers:
        paper, _ = issuing.write_paper(db, progress, books, shipment, kind, folder, WHO, today)
        summary.papers.append(paper)
        summary.shipment = paper.snapshot.shipment_number


def _checks(db: Database, books: Books, today: date) -> Counter[str]:
    """Run the checks before the release, each counted by its worst result."""
    (shipment,) = shipments.every(db.connection)
    results = releasing.check(db.connection, books, shipment.id or 0, today)
    worst: dict[str, str] = {}
    for one in results:
        against = _AGAINST.get(one.severity, "warns")
        said = "passed" if one.outcome in (PASSED, NOT_APPLICABLE) else against
        worst[one.check] = max(worst.get(one.check, "passed"), said, key=_ORDER.index)
    return Counter(worst.values())


def _keep_rates(db: Database, today: date) -> None:
    for currency, rate in RATES.items():
        kept = Rate(Decimal(rate), today - timedelta(days=2), RATE_SOURCE)
        costing.put_rate(db, currency, kept, WHO, today)


def _keep_money(db: Database, books: Books, vehicle: int, price: int, today: date) -> None:
    """Enter what a vehicle of the shipment cost, the deposit that its buyer paid, and when
    the rest is due."""
    in_yen = Decimal(price) / 100 * Decimal(RATES["USD"])
    for kind, share in COSTS:
        amount = int(in_yen * share / 1000 / 100) * 100
        bought = today - timedelta(days=30 if kind == "purchase" else 3)
        cost = Cost(vehicle=vehicle, kind=kind, amount=amount, day=bought.isoformat())
        cost.tax = books.consumption_tax.usual(cost, today)
        costing.put_cost(db, cost, WHO)
    paid = Payment(amount=price * DEPOSIT_PER_MILLE // 1000, currency=CURRENCY)
    paying.put_payment(db, vehicle, paid, WHO, today)
    due = today + timedelta(days=DAYS_TO_PAY)
    selling.sell(db, vehicle, {"due_on": due.isoformat()}, WHO, today)


def _keep_states(db: Database, progress: Progress, books: Books, today: date) -> None:
    """Let the shipment be booked with its vehicles, and some others wait, fresh and long ago."""
    (shipment,) = shipments.every(db.connection)
    on_board = shipments.vehicles(db.connection, shipment.id or 0)
    for state, days in (("bought", 30), ("yard", 24), ("papers", 9)):
        _move(db, progress, on_board, state, today, days)
    booked = {"state": "booked"}
    shipping.change_shipment(db, books, shipment.id or 0, booked, WHO, today)
    others = [v for v in vehicles.ids(db.connection, Query()) if v not in on_board]
    for place, days in enumerate(BOUGHT_AGO):
        chosen = others[place :: len(others) // EACH_AGE][:EACH_AGE]
        _move(db, progress, chosen, "bought", today, days)
        _move(db, progress, chosen[1:], "yard", today, max(0, days - 6))
        _move(db, progress, chosen[3:], "papers", today, max(0, days - 15))


def _move(
    db: Database, progress: Progress, chosen: list[int], state: str, today: date, days: int
) -> None:
    order = moving.Order(state, today, today - timedelta(days=days))
    moving.move(db, progress, chosen, order, WHO)


def _takings(db: Database, chosen: list[int], today: date) -> Takings | None:
    """Add up what the sold vehicles brought; nothing where one of them is open."""
    margins = [selling.ledger(db.connection, vehicle, today).margin for vehicle in chosen]
    price = cost = 0
    for margin in margins:
        if margin.amount is None or margin.price is None or margin.costs is None:
            return None
        price += margin.price.minor_units
        cost += margin.costs.minor_units
    return Takings(price, cost)


def _example(
    db: Database, progress: Progress, books: Books, question: Question, today: date
) -> Outlook | None:
    """Return the markets of a blocked vehicle bought at auction, its certificate entered."""
    latest = Query(verdicts=(Outcome.BLOCKED.value,), sort="first_registered", descending=True)
    chosen = vehicles.ids(db.connection, latest, limit=LOOKED_AT)
    bought = vehicles.hammer_prices(db.connection, chosen)
    vehicle = next((number for number in chosen if number in bought), None)
    if vehicle is None:
        return None
    record = vehicles.get(db.connection, vehicle)
    certificate = CERTIFICATE | {"manufactured": record.first_registered}
    for name, value in certificate.items():
        editing.type_fact(db, progress, books, question, vehicle, name, value, WHO)
    confirming.confirm_facts(db, progress, books, question, [vehicle], CONFIRMED, WHO)
    return suggesting.outlook(db.connection, books, vehicle, today)


def _for_kenya(db: Database) -> list[tuple[int, int]]:
    """Return stock that may not go to Russia, young enough for Kenya, with its asking price."""
    query = Query(verdicts=(Outcome.BLOCKED.value,), sort="first_registered", descending=True)
    found = vehicles.ids(db.connection, query)
    rows = vehicles.block(db.connection, found, "RU")
    priced = [
        (number, rows[number]["asking_price"])
        for number in found
        if rows[number]["currency"] == "USD"
        and (rows[number]["first_registered"] or "") >= "2019"
        and rows[number]["asking_price"]
        and rows[number]["steering"] == "right"
    ]
    return priced[:ON_SHIPMENT]
