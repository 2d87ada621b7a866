"""One shipment: its fields, vehicles, papers, and the answer whether papers may be issued."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from broker_app import words
from broker_app.domain.party import Party
from broker_app.domain.release.check import outdated
from broker_app.domain.state import LISTED
from broker_app.domain.vessel import as_party
from broker_app.errors import UserError
from broker_app.jobs import editing, shipping
from broker_app.store import states
from broker_app.ui import theme
from broker_app.ui.messages import OF_A_STEP, Link, Message
from broker_app.ui.pages import vehicle_show
from broker_app.ui.pages.cancel_paper import ask_cancel
from broker_app.ui.pages.certificate_desk import CertificateDesk
from broker_app.ui.pages.evidence import ReleaseDialog
from broker_app.ui.pages.page import Desk
from broker_app.ui.pages.paper_rows import PaperRow
from broker_app.ui.pages.red_flags import RedFlagsDialog
from broker_app.ui.pages.shipment_board import INVOICE, ROLES, Board, Judged
from broker_app.ui.pages.shipment_containers import ShipmentContainers
from broker_app.ui.pages.shipment_details import ShipmentDetails
from broker_app.ui.pages.shipment_draft import DraftDialog
from broker_app.ui.pages.shipment_fields import ShipmentFields
from broker_app.ui.pages.shipment_lines import ShipmentLines
from broker_app.ui.pages.shipment_looking import ShipmentLooking
from broker_app.ui.pages.shipment_pane import ShipmentPane
from broker_app.ui.pages.shipment_papers import ShipmentPapers
from broker_app.ui.pages.shipment_particulars import ShipmentParticulars
from broker_app.ui.pages.shipment_picker import ShipmentPicker
from broker_app.ui.pages.shipment_print import ShipmentPrint
from broker_app.ui.pages.shipment_releasing import ShipmentReleasing
from broker_app.ui.pages.shipment_writing import ShipmentWriting
from broker_app.ui.widgets.dialog import ReasonDialog
from broker_app.ui.widgets.objection import REASONS
from broker_app.ui.widgets.tabs import TabStrip
from broker_app.ui.widgets.text import line

NARROW = 1328
"""Below this width of the page the pane takes its smaller form."""


class ShipmentView(QWidget):
    """Each change is a job; what is stored comes back through `look`."""

    message = Signal(object)
    wants = Signal(str, object)
    does = Signal(str)
    noted = Signal()
    shown = Signal()
    """A shipment was looked up, and is shown as it is now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.board: Board | None = None
        self.judged: Judged | None = None
        self._stale = False
        """Whether the answer on the screen is of the shipment as it stood before."""
        self.fields = ShipmentFields(desk.books)
        self.lines = ShipmentLines(desk.books)
        self.papers = ShipmentPapers(desk.books)
        self.picker = ShipmentPicker(desk)
        self.particulars = ShipmentParticulars(desk.books)
        self.containers = ShipmentContainers(desk.books)
        self.details = ShipmentDetails(desk, self)
        self.print = ShipmentPrint(desk, self)
        self.writing = ShipmentWriting(desk, self)
        self.pane = ShipmentPane(desk.books)
        self.looking = ShipmentLooking(desk, self)
        self.releasing = ShipmentReleasing(desk, self.pane.release, self)
        self.certificates = CertificateDesk(desk, self.lines.table, self)
        self._lay_out()
        self._connect()

    def look(self, shipment: int) -> None:
        """Look a shipment up and show it; what is shown stays until then."""
        if self.board is not None and self.board.id == shipment:
            self._stale = True
            self.pane.wait()
        self.looking.look(shipment)

    def _take(self, board: Board) -> None:
        if self.board is None or self.board.id != board.id:
            self.judged = None
            self.stop_picking()
        self.board, self.writing.shipment = board, board.id
        self._stale = True
        self.looking.judge(board.id)
        self.releasing.check(board)
        self.show_board()
        self.shown.emit()

    def leave(self) -> None:
        """Let go of the shipment, and of one that is still looked up."""
        self.looking.stop()
        self.board = self.judged = self.releasing.board = self.writing.shipment = None

    def show_board(self) -> None:
        """Show what is known."""
        board = self.board
        if board is None:
            return
        judged = self.judged or Judged(None)
        missing = frozenset(judged.readiness.missing) if judged.readiness else frozenset()
        self.fields.show_board(board, missing)
        self.lines.show_board(board, judged)
        self.particulars.show_board(board)
        self.containers.show_board(board)
        self.tabs.tabs["particulars"].count(len(board.entered.shipment) or None)
        self.tabs.tabs["containers"].count(len(board.entered.containers) or None)
        self._show_papers()
        self.noted.emit()

    def _show_papers(self) -> None:
        """Show the papers and the answer beside them; what is outdated the checks say."""
        board, found = self.board, outdated(self.releasing.checked.results)
        if board is None:
            return
        self.papers.show_board(board, self.judged or Judged(None), found)
        if self._stale or self.judged is None:
            self.pane.wait()
        else:
            self.pane.show_board(board, self.judged, found)

    def retranslate(self) -> None:
        """Say again what was put together by hand."""
        self.fields.offer_ports()
        self.lines.model.retranslate()
        self.papers.model.retranslate()
        self.show_board()
        self.releasing.show()

    @property
    def picks(self) -> bool:
        """Whether vehicles are being added."""
        return self._middle.currentWidget() is self.picker

    def pick(self, chosen: Sequence[int] = ()) -> None:
        """Offer vehicles to add: those that were chosen elsewhere, or the whole stock."""
        if self.board is not None:
            self._middle.setCurrentWidget(self.picker)
            self.tabs.hide()
            self.pane.show_next(False)
            self.picker.show_for(self.board.shipment, chosen)

    def stop_picking(self) -> None:
        """Show the vehicles on board again."""
        self._show_tab("vehicles")
        self.tabs.show()
        self.pane.show_next(True)

    def footer(self) -> list[str]:
        """Return what is selected and its sum."""
        board = self.board
        if board is None:
            return []
        chosen = set(self.lines.table.selected_ids())
        prices = [line.agreed.price for line in board.lines if line.vehicle in chosen]
        if not prices or board.sums is None:
            return [words.say("ui.vehicles", count=len(board.lines))]
        total = words.money(sum(p.minor_units for p in prices), board.shipment.currency)
        return [words.say("ui.selected", count=len(prices)), total]

    def ask_questions(self) -> None:
        """Ask the questions about red flags; what was answered before is shown."""
        if self.board is not None:
            _open(RedFlagsDialog(self.desk, self.board.id, self))

    # inside: judging

    def _answered(self, shipment: int, judged: Judged) -> None:
        if self.board is not None and self.board.id == shipment:
            self.judged, self._stale = judged, False
            self.show_board()

    # inside: changing

    def _enter(self, name: str, value: object, why: str = "") -> None:
        board, desk = self.board, self.desk
        if board is None:
            return
        if (name, value) == ("state", "documents_sent"):
            self.releasing.send()
            return
        values = {name: value}
        if name in ("buyer", "consignee") and value is not None:
            empty = (r for r in ROLES if getattr(board.shipment, r) is None)
            values |= dict.fromkeys(empty, value)
        given = (desk.books, board.id, values, desk.who, desk.asked.today, why)
        task = desk.runner.change(shipping.change_shipment, *given)
        task.on_failure(lambda problem: self._refuse(name, value, problem))
        if name == "state" and value != "draft":
            task.succeeded.connect(lambda _: self._tell_left_behind())

    def _tell_left_behind(self) -> None:
        """Say how many vehicles do not follow their shipment, because nobody has bought them."""
        board = self.board
        chosen = [line.vehicle for line in board.lines] if board else []
        count = states.counts(self.desk.reader, chosen).get(LISTED, 0)

        def said() -> str:
            return words.say("shipment.left_behind", count=count)

        if count:
            self.message.emit(Message("warning", said, about=OF_A_STEP))

    def _refuse(self, name: str, value: object, problem: BaseException) -> None:
        if isinstance(problem, UserError) and problem.key in REASONS:
            dialog = ReasonDialog(words.error(problem), self)
            dialog.given.connect(lambda why: self._enter(name, value, why))
            dialog.rejected.connect(self.show_board)
            _open(dialog)
        elif isinstance(problem, UserError):
            self.fields.refuse(name, problem)
        else:
            self.message.emit(problem)

    def _not_sent(self, problem: BaseException | None) -> None:
        """Say why documents were not sent beside the state, which stays what it is."""
        if problem is None:
            self.show_board()
        else:
            self._refuse("state", "documents_sent", problem)

    def _add_party(self, role: str, name: str) -> None:
        task = self.desk.runner.change(editing.save_party, Party(name=name), self.desk.who)
        task.succeeded.connect(lambda made: self._enter(role, made[0]))

    def _add_vessel(self) -> None:
        board = self.board
        if board is not None:
            ship = as_party(board.shipment.vessel, board.entered.shipment.get("vessel_imo", ""))
            self.desk.runner.change(editing.save_party, ship, self.desk.who)

    def _set_price(self, vehicle: int, price: int) -> None:
        if self.board is not None:
            task = self.desk.runner.change(
                shipping.set_price, self.board.id, vehicle, price, self.desk.who
            )
            task.on_failure(self._refuse_price)

    def _refuse_price(self, problem: BaseException) -> None:
        if isinstance(problem, UserError):
            self.lines.show_problem(problem)
        else:
            self.message.emit(problem)

    def _take_off(self, chosen: Sequence[int]) -> None:
        board = self.board
        if board is None:
            return
        for vehicle in chosen:
            task = self.desk.runner.change(shipping.take_off, board.id, vehicle, self.desk.who)
        count, number = len(chosen), board.shipment.number

        def said() -> str:
            return words.say("shipment.taken_off", count=count, shipment=number)

        undo = (Link("action.undo", lambda: self.does.emit("undo")),) if count == 1 else ()
        task.succeeded.connect(lambda _: self.message.emit(Message("info", said, undo)))

    # inside: papers

    def _step(self, step: str) -> None:
        if step == "add":
            self.pick()
        elif step == "take_off" and self.judged and self.judged.readiness:
            self._take_off(self.judged.readiness.blocked)
        elif step in ("draft", "issue"):
            self.writing.write(INVOICE)
        elif step == "release":
            self.releasing.release()

    def _preview(self, row: PaperRow) -> None:
        if self.board is not None:
            self.print.show_row(self.board.id, row)

    def _hand_out_set(self, form: str) -> None:
        if form == "print" and self.board is not None:
            self.print.print_set(self.board.id, self.board.shipment.number)
        else:
            self.writing.write_set(form)

    def _save_pdf(self, row: PaperRow) -> None:
        if self.board is not None:
            self.print.save_row(self.board.id, row)

    # inside: going places

    def go(self, place: tuple[str, Any]) -> None:
        """Go to the place where something is mended."""
        kind, which = place
        if kind == "field":
            self.fields.focus(which)
        elif kind == "price":
            self.stop_picking()
            self.lines.edit_price(which)
        elif kind == "add":
            self.pick()
        elif kind == "take_off":
            self._take_off([which])
        elif kind == "release":
            self._release(which)
        elif kind == "questions":
            self.ask_questions()
        elif kind in ("particulars", "containers"):
            self.stop_picking()
            self._show_tab(kind)
            if kind == "containers":
                self.containers.focus(str(which))
            else:
                key, _, vehicle = str(which).partition(":")
                self.particulars.focus(key, int(vehicle) if vehicle else None)
        elif kind == "draft":
            self._compare_draft()
        elif kind == "papers":
            self.stop_picking()
            self.papers.choose(which)
        elif kind == "certificate":
            self.certificates.enter(which)
        elif kind in ("vehicle", "attachments"):
            section = "attachments" if kind == "attachments" else ""
            self.wants.emit("vehicles", vehicle_show.Show(vehicle=which, section=section))
        elif kind in ("party", "country"):
            self.wants.emit("parties", which)
        elif kind == "company":
            self.wants.emit("settings", "company")

    def _compare_draft(self) -> None:
        """Show the carrier's draft of the bill of lading beside our instruction."""
        board = self.board
        if board is not None:
            _open(DraftDialog(self.desk, board.id, board.shipment.number, self))

    def _release(self, vehicle: int) -> None:
        """Ask whether a vehicle may go, by which papers and why."""
        board, verdict = self.board, self.judged.verdict(vehicle) if self.judged else None
        if board is None or verdict is None:
            return
        _open(ReleaseDialog(self.desk, board.id, vehicle, verdict, self))

    # inside: layout

    def _lay_out(self) -> None:
        board = QWidget()
        column = QVBoxLayout(board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.lines)
        column.addWidget(self.papers, 1)
        self._middle = QStackedWidget()
        self._tabbed = {
            "vehicles": board,
            "particulars": self.particulars,
            "containers": self.containers,
        }
        self.tabs = TabStrip()
        for name, widget in self._tabbed.items():
            self.tabs.add(name, f"shipment.tab_{name}")
            self._middle.addWidget(widget)
        self._middle.addWidget(self.picker)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.tabs)
        middle.addWidget(self._middle, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.fields)
        row.addWidget(line("v"))
        row.addLayout(middle, 1)
        row.addWidget(line("v"))
        row.addWidget(self.pane)

    def _show_tab(self, name: str) -> None:
        self.tabs.choose(name)
        self._middle.setCurrentWidget(self._tabbed[name])

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.fields.entered.connect(self._enter)
        self.fields.new_party.connect(self._add_party)
        self.fields.new_vessel.connect(self._add_vessel)
        self.fields.wants.connect(self.wants)
        self.lines.priced.connect(self._set_price)
        self.lines.taken_off.connect(self._take_off)
        self.lines.add.connect(lambda: self.pick())
        self.lines.picked.connect(self.noted)
        self.releasing.answered.connect(self._show_papers)
        self.releasing.not_sent.connect(self._not_sent)
        self.looking.found.connect(self._take)
        self.looking.judged.connect(self._answered)
        self._connect_papers()
        self.certificates.undo.connect(lambda: self.does.emit("undo"))
        for part in (self.print, self.certificates, self.releasing, self.looking, self.picker):
            part.message.connect(self.message)
        self.picker.done.connect(self.stop_picking)
        self.pane.step_wanted.connect(self._step)
        self.pane.place_wanted.connect(self.go)

    def _connect_papers(self) -> None:
        writing = self.writing
        self.papers.wanted.connect(writing.write)
        self.papers.built_in_wanted.connect(lambda kind: writing.write(kind, templated=False))
        self.papers.number_wanted.connect(writing.number_by_hand)
        self.papers.cancel_wanted.connect(
            lambda number: ask_cancel(self.desk, number, self, self.message.emit)
        )
        self.papers.preview_wanted.connect(self._preview)
        self.papers.pdf_wanted.connect(self._save_pdf)
        self.papers.lacking_wanted.connect(writing.ask_lacks)
        self.papers.draft_wanted.connect(self._compare_draft)
        self.papers.set_wanted.connect(self._hand_out_set)
        writing.message.connect(self.message)
        writing.lacks.connect(self.papers.show_lacks)
        writing.began.connect(lambda: self.pane.button.setEnabled(False))
        writing.ended.connect(self.show_board)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the pane take the room there is."""
        super().resizeEvent(event)
        self.pane.fit(self.width() >= theme.px(NARROW))


def _open(dialog: QDialog) -> None:
    """Open a dialog that is gone when it is closed."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
