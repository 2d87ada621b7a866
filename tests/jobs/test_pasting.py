"""Blocks of cells pasted over vehicles and into new ones."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broker_app import words
from broker_app.domain.facts import Basis
from broker_app.domain.question import Question
from broker_app.errors import UserError
from broker_app.jobs import editing, guarding, list_reports, pasting, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.pasting import Copied, PastePlan, Place
from broker_app.jobs.progress import silent
from broker_app.store import history, lots, packs, vehicles, write
from broker_app.store.database import Database

TODAY = date(2026, 11, 22)
VITZ, PRADO = 1, 2
PLACE = Place(("displacement_cc", "powertrain", "odometer_km", "score"), (VITZ, PRADO))


def look(db: Database, books: Books, text: str, place: Place = PLACE) -> PastePlan:
    return pasting.plan(db.connection, silent, books, Copied(text), place, TODAY)


def put(db: Database, books: Books, question: Question, plan: PastePlan, why: str = "") -> int:
    changes = pasting.paste(db, silent, books, question, plan, "Kaneda", why)
    assert changes.step is not None
    return changes.step


def everything(db: Database) -> list[object]:
    tables = ("vehicle", "lot", "batch")
    return [
        [tuple(row) for row in db.connection.execute(f"SELECT * FROM {t} ORDER BY id")]
        for t in tables
    ]


def test_cells_go_over_the_vehicles_from_the_cursor_on(
    stock: Database, books: Books, question: Question
) -> None:
    before = everything(stock)
    plan = look(stock, books, "998\tガソリン\t１２,３４５\n2693\t\t60000 km\n")
    assert [row.result for row in plan.rows] == ["change", "change"]
    assert plan.rows[1].before["odometer_km"] == vehicles.get(stock.connection, PRADO).odometer_km
    step = put(stock, books, question, plan, "as the sheets say")
    vitz, prado = (vehicles.get(stock.connection, v) for v in (VITZ, PRADO))
    assert (vitz.displacement_cc, vitz.odometer_km, prado.odometer_km) == (998, 12_345, 60_000)
    assert vitz.origins["odometer_km"].basis is Basis.TYPED
    assert vitz.origins["odometer_km"].by == "Kaneda"
    assert prado.powertrain is not None  # an empty cell clears nothing
    undoing.undo_step(stock, step, "Kaneda")
    assert everything(stock) == before
    assert write.verify(stock.connection) is None


def test_an_empty_cell_leaves_the_value_as_it_is(stock: Database, books: Books) -> None:
    plan = look(stock, books, "\t\t60001\t\n")
    assert set(plan.rows[0].values) == {"odometer_km", "odometer_precision_km"}


def test_signs_that_nobody_sees_clear_nothing(stock: Database, books: Books) -> None:
    place = Place(("colour", "odometer_km"), (VITZ,))
    assert "colour" not in look(stock, books, "\x01\t60001\n", place).rows[0].values


def test_rows_below_the_last_are_new_vehicles(
    stock: Database, books: Books, question: Question
) -> None:
    before = everything(stock)
    place = Place(("chassis_number", "model_code", "first_registered", "displacement_cc"))
    plan = look(stock, books, "ZVW30-7654321\tDAA-ZVW30\tH28.5\t1797\n\tJZX110\t\t2491\n", place)
    assert [row.result for row in plan.rows] == ["new", "new"]
    step = put(stock, books, question, plan)
    made = dict(vehicles.many(stock.connection, [3, 4]))
    assert made[3].chassis_number == "ZVW30-7654321"
    assert (made[3].model_code, made[3].emission_code) == ("ZVW30", "DAA")
    assert made[3].origins["first_registered"].basis is Basis.TYPED
    assert made[3].model == "PRIUS"
    assert made[3].origins["model"].basis is Basis.INFERRED
    assert packs.outcomes(stock.connection, [3, 4], "RU")[3] == "BLOCKED"
    (lot,) = lots.of_vehicle(stock.connection, 3)
    assert lot["file"] == "pasted"
    assert lots.batches(stock.connection)[0]["added"] == 2
    undoing.undo_step(stock, step, "Kaneda")
    assert everything(stock) == before
    redo = undoing.next_redo(stock.connection)
    assert redo is not None
    undoing.undo_step(stock, redo.step, "Kaneda")
    assert dict(vehicles.many(stock.connection, [3, 4])) == made


def test_rows_find_their_vehicle_by_chassis_number(
    stock: Database, books: Books, question: Question
) -> None:
    number = vehicles.get(stock.connection, PRADO).chassis_number
    text = f"車台番号\t走行\t落札価格\n{number}\t61000\t100000\nNZE161-7000009\t5000\t700000\n"
    plan = look(stock, books, text)
    assert [(row.line, row.result, row.vehicle) for row in plan.rows] == [
        (2, "change", PRADO),
        (3, "new", None),
    ]
    put(stock, books, question, plan)
    assert vehicles.get(stock.connection, PRADO).odometer_km == 61_000
    assert lots.of_vehicle(stock.connection, 3)[0]["hammer_price"] == 700_000
    assert len(lots.of_vehicle(stock.connection, PRADO)) == 1  # no second lot of what was there


def test_a_block_never_gives_a_vehicle_another_number(stock: Database, books: Books) -> None:
    place = Place(("chassis_number", "odometer_km"), (VITZ, PRADO))
    plan = look(stock, books, "NZE161-7000001\t1\nNZE161-7000002\t2", place)
    assert [row.result for row in plan.rows] == ["new", "new"]


def test_what_is_so_already_changes_nothing(
    stock: Database, books: Books, question: Question
) -> None:
    vitz = vehicles.get(stock.connection, VITZ)
    plan = look(stock, books, f"{vitz.displacement_cc}\t{vitz.powertrain}\t{vitz.odometer_km}")
    assert plan.counts == {"same": 1}
    steps = len(history.steps(stock.connection))
    assert pasting.paste(stock, silent, books, question, plan, "sato").step is None
    assert len(history.steps(stock.connection)) == steps


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("steam\t\t\t", "cell_unread"),
        ("-5", "value_negative"),
        ("99999999", "value_out_of_bounds"),
        ("=A1+1", "cell_unread"),
    ],
)
def test_a_cell_that_cannot_be_read_is_marked_and_the_rest_is_taken(
    stock: Database, books: Books, text: str, key: str
) -> None:
    plan = look(stock, books, text, Place(("displacement_cc",), (VITZ,)))
    (row,) = plan.rows
    assert row.result == "refused"
    assert row.reason is row.unread["displacement_cc"]
    assert not words.error(row.reason).startswith("error.")
    plan = look(
        stock, books, f"{text.strip()}\t5000", Place(("displacement_cc", "odometer_km"), (VITZ,))
    )
    (row,) = plan.rows
    assert (row.result, row.values["odometer_km"], plan.unread) == ("change", 5000, 1)
    assert row.unread["displacement_cc"].key in (key, "cell_unread")


def test_a_date_before_the_car_is_marked(stock: Database, books: Books) -> None:
    place = Place(("manufactured", "first_registered"), (VITZ,))
    (row,) = look(stock, books, "2020-01\t2015-01", place).rows
    assert "registered_before_built" in {problem.key for problem in row.unread.values()}
    (row,) = look(stock, books, "\t2031-01", place).rows
    assert row.unread["first_registered"].key == "date_to_come"


def test_the_same_vehicle_twice_is_refused_once(stock: Database, books: Books) -> None:
    text = "車台番号\t走行\nNZE161-7000009\t1\nNZE161 7000009\t2\n"
    plan = look(stock, books, text)
    assert [row.result for row in plan.rows] == ["new", "refused"]
    assert words.error(plan.rows[1].reason) == "Row 2 of the block is the same vehicle."  # type: ignore[arg-type]


def test_too_many_columns_are_said(stock: Database, books: Books) -> None:
    plan = look(stock, books, "998\tpetrol\t5000\t4.5\tx\ty", PLACE)
    assert plan.block.beyond == 2
    assert plan.rows[0].result == "change"


def test_columns_that_lead_nowhere_are_one_sentence(stock: Database, books: Books) -> None:
    with pytest.raises(UserError, match="paste_no_column"):
        look(stock, books, "Blocked\t1", Place(("", ""), (VITZ,)))


def test_a_row_that_names_no_vehicle_is_refused(
    stock: Database, books: Books, question: Question
) -> None:
    plan = look(stock, books, "998\t\t5000", Place(("displacement_cc", "", "odometer_km")))
    assert plan.rows[0].reason.key == "paste_no_vehicle"  # type: ignore[union-attr]
    assert not plan.changes


def test_the_report_of_a_pasted_batch_says_what_was_refused(
    stock: Database, books: Books, question: Question, tmp_path
) -> None:
    plan = look(stock, books, "車台番号\t走行\nNZE161-7000009\t1\nNZE161 7000009\t2\n")
    put(stock, books, question, plan)
    batch = lots.batches(stock.connection)[0]
    assert (batch["added"], batch["refused"], batch["rows_read"]) == (1, 1, 2)
    list_reports.save_report(stock.connection, batch["id"], tmp_path / "report.xlsx")
    with pytest.raises(UserError, match="list_not_kept"):
        list_reports.save_list(stock.connection, stock.path, batch["id"], tmp_path / "list")
    undoing.undo_batch(stock, batch["id"], "sato")
    assert len(vehicles.ids(stock.connection, vehicles.Query())) == 2


def test_what_a_verdict_rested_on_asks_why(
    stock: Database, books: Books, question: Question
) -> None:
    plan = look(stock, books, "1797", Place(("displacement_cc",), (PRADO,)))
    assert plan.guarded == 1
    with pytest.raises(UserError, match="reason_needed_paste"):
        put(stock, books, question, plan)
    put(stock, books, question, plan, "certificate")
    assert guarding.flags_of(stock.connection, PRADO)[0].values["why"] == "certificate"


def test_nothing_is_pasted_over_what_somebody_changed_since(
    stock: Database, books: Books, question: Question
) -> None:
    plan = look(stock, books, "\t\t5000\n\t\t6000")
    editing.type_fact(stock, silent, books, question, PRADO, "odometer_km", 77_000, "sato")
    before = everything(stock)
    with pytest.raises(UserError, match="paste_changed_since"):
        put(stock, books, question, plan)
    assert everything(stock) == before


def test_nothing_is_added_that_somebody_added_since(
    stock: Database, books: Books, question: Question
) -> None:
    text = "車台番号\t走行\nNZE161-7000009\t1\n"
    first, second = look(stock, books, text), look(stock, books, text)
    put(stock, books, question, first)
    with pytest.raises(UserError, match="paste_changed_since"):
        put(stock, books, question, second)


def test_many_rows_are_journalled_by_block(
    stock: Database, books: Books, question: Question
) -> None:
    rows = "".join(f"NZE161-{7100000 + n}\t{n + 1}\n" for n in range(1200))
    plan = look(stock, books, f"車台番号\t走行\n{rows}")
    before = everything(stock)
    step = put(stock, books, question, plan)
    entries = stock.connection.execute("SELECT count(*) FROM journal WHERE step = ?", (step,))
    assert entries.fetchone()[0] < 20
    again = look(stock, books, f"車台番号\t走行\n{rows}".replace("\t1\n", "\t2\n"))
    assert again.counts == {"same": 1199, "change": 1}
    undoing.undo_step(stock, step, "sato")
    assert everything(stock) == before


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
WORD = st.one_of(
    TEXT,
    st.sampled_from(
        [
            "1797",
            "H28.5",
            "ガソリン",
            "5万km",
            "-",
            "〃",
            "合計",
            "車台番号",
            "年式",
            "車名",
            "排気量",
            "落札価格",
            "NZE161-7000001",
            "#N/A",
            "=1",
            "１２",
        ]
    ),
)
BLOCKS = st.lists(st.lists(WORD, min_size=1, max_size=6), min_size=1, max_size=6)
FACTS = st.lists(
    st.sampled_from(["", *sorted(vehicles.VEHICLE_ROW[1:-2])]), max_size=7, unique=True
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)
@given(block=BLOCKS, facts=FACTS, over=st.booleans())
def test_any_block_gives_a_preview_or_a_sentence_and_is_undone(
    stock: Database,
    books: Books,
    question: Question,
    block: list[list[str]],
    facts: list[str],
    over: bool,
) -> None:
    text = "\n".join("\t".join(row) for row in block)
    place = Place(tuple(facts), (VITZ, PRADO) if over else ())
    before = everything(stock)
    try:
        plan = look(stock, books, text, place)
        step = pasting.paste(stock, silent, books, question, plan, "sato", "tried").step
    except UserError as problem:
        assert not words.error(problem).startswith("error.")  # noqa: PT017
        assert everything(stock) == before
        return
    assert all(row.reason is not None for row in plan.rows if row.result == "refused")
    if step is not None:
        undoing.undo_step(stock, step, "sato")
    assert everything(stock) == before
