"""Steps about shipments, each by its key."""

from collections.abc import Callable
from dataclasses import replace

from broker_app.jobs import bl_drafts, particulars, red_flagging, releasing, shipping
from broker_app.jobs.books import Books
from broker_app.jobs.progress import silent
from broker_app.reference import red_flags
from tests.jobs.steps.office import Office
from tests.jobs.voyages import TODAY

NO = {question.id: False for question in red_flags.shipped()}


def _loose() -> Books:
    """Books by which a second person may let everything pass, as no file of ours does."""
    books = Books()
    checks = books.release_checks
    entries = tuple(replace(one, severity="override") for one in checks.entries)
    books.__dict__["release_checks"] = replace(checks, entries=entries)
    return books


def _release_shipment(o: Office) -> None:
    books = _loose()
    everything = {one.id: "seen" for one in books.release_checks.entries}
    given = (o.shipment, "sato", "kaneda", everything, TODAY)
    releasing.release(o.db, silent, books, *given)


def _send_documents(o: Office) -> None:
    _release_shipment(o)
    shipping.change_shipment(o.db, o.books, o.shipment, {"state": "sailed"}, "sato", TODAY)
    given = (o.shipment, "sato", TODAY, "kaneda", "a good name")
    releasing.send_documents(o.db, o.books, *given)


def _approve_draft(o: Office) -> None:
    told = bl_drafts.instructed(bl_drafts.instruction(o.db.connection, o.books, o.shipment, TODAY))
    units = "\n".join(unit.chassis for unit in told.units)
    bl_drafts.enter(o.db, o.books, o.shipment, {**told.boxes, "units": units}, "sato")
    bl_drafts.approve(o.db, o.books, o.shipment, "sato", TODAY, "as agreed")


def _container(o: Office) -> int:
    return particulars.add_container(o.db, o.shipment, "sato")[0]


def _container_remove(o: Office) -> None:
    made = _container(o)
    particulars.put(o.db, o.books, o.shipment, {"tare_kg": "3900"}, "sato", container=made)
    particulars.stow(o.db, o.shipment, 1, made, "sato", "rack")
    particulars.remove_container(o.db, made, "sato")


KINDS: dict[str, Callable[[Office], object]] = {
    "shipment_new": lambda o: shipping.new_shipment(o.db, o.books, "sato", TODAY, {}),
    "shipment_change": lambda o: shipping.change_shipment(
        o.db, o.books, o.shipment, {"buyer": o.buyer, "vessel": "OTHER"}, "sato", TODAY
    ),
    "shipment_add": lambda o: shipping.add_vehicle(
        o.db, o.books, o.shipment, 2, 900_000, "sato", TODAY
    ),
    "shipment_remove": lambda o: shipping.take_off(o.db, o.shipment, 1, "sato"),
    "shipment_release": lambda o: _release_shipment(o),
    "documents_sent": lambda o: _send_documents(o),
    "red_flags": lambda o: red_flagging.answer(o.db, o.books, o.shipment, NO, "", "sato"),
    "bl_draft": lambda o: bl_drafts.enter(o.db, o.books, o.shipment, {"vessel": "X"}, "sato"),
    "bl_draft_approve": lambda o: _approve_draft(o),
    "particular": lambda o: particulars.put(o.db, o.books, o.shipment, {"carrier": "UKL"}, "sato"),
    "particulars": lambda o: particulars.put(
        o.db, o.books, o.shipment, {"runner": "yes", "keys": "2"}, "sato", of=[1]
    ),
    "container_new": _container,
    "container_change": lambda o: particulars.change_container(
        o.db, _container(o), {"number": "CSQU3054383"}, "sato"
    ),
    "container_remove": _container_remove,
    "stow": lambda o: particulars.stow(o.db, o.shipment, 1, _container(o), "sato", "floor"),
}
