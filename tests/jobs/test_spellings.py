from collections.abc import Callable
from pathlib import Path

import pytest

from broker_app.domain.facts import Basis
from broker_app.domain.question import Question
from broker_app.domain.variants import Cluster, Decision, decided
from broker_app.errors import UserError
from broker_app.jobs import editing, importing, previewing, spellings, undoing
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.store import vehicles
from broker_app.store.database import Database
from tests.jobs.voyages import TODAY

HEADS = "会場,開催日,出品番号,メーカー,車名,型式,車台番号,年式\n"
Read = Callable[..., importing.Account]


def car(lot: int, model: str, house: str = "ミナトAA") -> str:
    return f"{house},2026/11/19,{lot},トヨタ,{model},ABC-XY{lot:02},XY{lot:02}-12345{lot:02},H30\n"


def list_of(folder: Path, *rows: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(HEADS + "".join(rows), encoding="cp932")
    return path


@pytest.fixture
def read(db: Database, books: Books, question: Question, tmp_path: Path) -> Read:
    def run(*rows: str, name: str = "list.csv") -> importing.Account:
        path = list_of(tmp_path, *rows, name=name)
        return importing.import_list(db, silent, path, books, question, "sato", TODAY)[0]

    return run


@pytest.fixture
def merge(db: Database, books: Books, question: Question):  # type: ignore[no-untyped-def]
    def run(cluster: Cluster, *texts: str, name: str) -> int:
        given = texts or tuple(one.text for one in cluster.spellings)
        decision = Decision(cluster, given, name)
        return spellings.merge(db, silent, books, question, [decision], "sato")[0]

    return run


def models(db: Database) -> list[str | None]:
    return [record.model for _, record in vehicles.many(db.connection)]


def test_sounds_bring_kana_latin_and_cyrillic_together() -> None:
    pairs = [
        ("ランドクルーザー", "LAND CRUISER"),
        ("エクストレイル", "X-TRAIL"),
        ("カローラフィールダー", "COROLLA FIELDER"),
        ("Лексус", "LEXUS"),
    ]
    assert all(spellings.sound(one) == spellings.sound(other) for one, other in pairs)
    assert spellings.sound("CX-3") != spellings.sound("CX-5")
    assert spellings.sound("ホクセイ東") != spellings.sound("ホクセイ西")


def test_an_unknown_name_is_proposed_and_merged_only_when_told(db, books, read, merge) -> None:  # type: ignore[no-untyped-def]
    read(car(1, "ゼフィロン"), car(2, "ｾﾞﾌｨﾛﾝ"), car(3, "ZEFIRON"), car(4, "ゼフィロン"))
    before = models(db)
    (cluster,) = spellings.found(db.connection, books)
    assert (cluster.fact, cluster.within, cluster.name) == ("model", "TOYOTA", "ゼフィロン")
    assert models(db) == before
    merge(cluster, name="ZEFIRON")
    assert set(models(db)) == {"ZEFIRON"}
    held = vehicles.get(db.connection, 1)
    assert held.origins["model"].basis is Basis.DERIVED
    assert held.origins["model"].by == "sato"
    assert spellings.found(db.connection, books) == []


def test_a_later_list_is_read_with_the_settled_name(  # type: ignore[no-untyped-def]
    db, books, read, merge, tmp_path
) -> None:
    read(car(1, "ゼフィロン"), car(2, "ZEFIRON"))
    (cluster,) = spellings.found(db.connection, books)
    merge(cluster, name="ZEFIRON")
    path = list_of(tmp_path, car(3, "ゼフィロン"), name="next.csv")
    shown = previewing.preview(db.connection, silent, path, books, TODAY)
    lot = next(row.lot for row in shown.rows if row.lot)
    assert lot.inferred["model"] == "ZEFIRON"
    assert lot.source.cells["車名"] == "ゼフィロン"
    read(car(3, "ゼフィロン"), name="next.csv")
    assert models(db) == ["ZEFIRON"] * 3


def test_a_merge_is_undone_and_the_next_list_is_read_as_before(db, books, read, merge) -> None:  # type: ignore[no-untyped-def]
    read(car(1, "ゼフィロン"), car(2, "ZEFIRON"))
    before = models(db)
    (cluster,) = spellings.found(db.connection, books)
    merge(cluster, name="ZEFIRON")
    last = undoing.next_undo(db.connection)
    assert last is not None
    undoing.undo_step(db, last.step, "sato")
    assert models(db) == before
    read(car(3, "ゼフィロン"), name="next.csv")
    assert models(db)[-1] == "ゼフィロン"


def test_what_differs_in_case_and_width_alone_is_made_one_at_once(  # type: ignore[no-untyped-def]
    db, books, question, read
) -> None:
    read(
        *(
            car(n, m)
            for n, m in enumerate(("Zefiron", "ZEFIRON", "Ｚｅｆｉｒｏｎ", "Foltez", "FOLTEZ"), 1)
        )
    )
    found = spellings.found(db.connection, books)
    assert [cluster.is_plain for cluster in found] == [True, True]
    spellings.merge(db, silent, books, question, [decided(c) for c in found], "sato")
    assert len(set(models(db))) == 2
    assert spellings.found(db.connection, books) == []


def test_names_kept_apart_are_not_proposed_again(db, books, read) -> None:  # type: ignore[no-untyped-def]
    read(car(1, "ゼフィロン"), car(2, "ZEFIRON"))
    (cluster,) = spellings.found(db.connection, books)
    spellings.keep_apart(db, cluster, "sato")
    assert spellings.found(db.connection, books) == []


def test_an_import_tells_of_the_names_it_brought(db, books, read) -> None:  # type: ignore[no-untyped-def]
    first = read(car(1, "ゼフィロン"))
    second = read(car(2, "ZEFIRON"), name="next.csv")
    third = read(car(3, "ヴィッツ"), name="last.csv")
    batches = [spellings.found(db.connection, books, a.batch) for a in (first, second, third)]
    assert [len(found) for found in batches] == [1, 1, 0]


def test_a_typed_name_stays_typed(db, books, question, read, merge) -> None:  # type: ignore[no-untyped-def]
    read(car(1, "ゼフィロン"), car(2, "ZEFIRON"))
    editing.type_fact(db, silent, books, question, 1, "model", "ゼフィロン", "sato")
    (cluster,) = spellings.found(db.connection, books)
    merge(cluster, name="ZEFIRON")
    assert vehicles.get(db.connection, 1).origins["model"].basis is Basis.TYPED


def test_one_house_is_one_however_it_is_written(db, books, read, merge) -> None:  # type: ignore[no-untyped-def]
    read(
        car(1, "ヴィッツ", "ミナトオートオークション"),
        car(2, "ヴィッツ", "ミナト オートオークション"),
    )
    read(car(1, "ヴィッツ", "ﾐﾅﾄｵ-ﾄｵ-ｸｼｮﾝ東"), name="east.csv")
    (cluster,) = spellings.found(db.connection, books)
    assert cluster.fact == "house"
    texts = [one.text for one in cluster.spellings]
    assert merge(cluster, name=texts[0]) == 0
    again = read(car(2, "ヴィッツ", texts[1]), name="again.csv")
    assert (again.added, again.updated + again.duplicates) == (0, 1)


def test_lots_that_both_houses_have_stay_apart(db, books, read, merge) -> None:  # type: ignore[no-untyped-def]
    read(car(1, "ヴィッツ", "ホクセイオークション"))
    read(car(1, "ヴィッツ", "ホクセイ・オークション").replace("XY01-", "XY01-9"), name="b.csv")
    (cluster,) = [c for c in spellings.found(db.connection, books) if c.fact == "house"]
    assert merge(cluster, name=cluster.name) == 1


def test_what_is_not_of_the_group_is_refused(db, books, read, merge) -> None:  # type: ignore[no-untyped-def]
    read(car(1, "ゼフィロン"), car(2, "ZEFIRON"))
    (cluster,) = spellings.found(db.connection, books)
    with pytest.raises(UserError, match="spelling_unknown"):
        merge(cluster, name="PRIUS")
    with pytest.raises(UserError, match="spelling_unknown"):
        merge(cluster, "PRIUS", name="ZEFIRON")


def test_a_name_never_loses_what_it_says_of_the_engine(db, books, read) -> None:  # type: ignore[no-untyped-def]
    read(car(1, "ゼフィロン ハイブリッド"), car(2, "ZEFIRON"), car(3, "ZEFIRON HYBRID"))
    texts = [{one.text for one in c.spellings} for c in spellings.found(db.connection, books)]
    assert all("ZEFIRON" not in group for group in texts)
