"""The fields one types into, as they are found again in another run of the program: by their place.

A place says in which parts a field stands, by their kinds and names, and which of several alike it
is: `PartyForm/TextEntry:note/_Edit#0`. It holds in every language.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from broker_app.ui.pages.page import Page
from broker_app.ui.widgets.dialog import Dialog
from broker_app.ui.widgets.entry import Entry
from broker_app.ui.widgets.search_box import SearchBox

Field = QLineEdit | QPlainTextEdit
_SECRET = Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData


@dataclass(frozen=True)
class Typed:
    """A text that was typed and not stored, with its place."""

    page: str
    record: int | str | None
    """What the page showed."""
    form: str
    """The kind of form; empty for an entry of the page."""
    place: str
    said: str
    """What the field is called."""
    text: str
    who: str

    @property
    def name(self) -> str:
        """The name of the innermost part that has one; empty where none has."""
        named = [part.split(":", 1)[1] for part in self.place.split("/") if ":" in part]
        return named[-1] if named else ""


def may_be_kept(field: QWidget) -> bool:
    """Tell whether what is typed here may be kept: nothing secret, nothing that only searches."""
    if not isinstance(field, Field) or isinstance(field, SearchBox) or field.isReadOnly():
        return False
    shown = not isinstance(field, QLineEdit) or field.echoMode() is QLineEdit.EchoMode.Normal
    hidden = field.inputMethodHints() & _SECRET
    return shown and not hidden and (form_of(field) is not None or entry_of(field) is not None)


def form_of(field: QWidget) -> QWidget | None:
    """Return the form a field stands in: none of its fields is stored before all of it is."""
    return next((one for one in upwards(field) if getattr(one, "is_form", False)), None)


def entry_of(field: QWidget) -> Entry | None:
    """Return the entry that a field is part of."""
    return next((one for one in upwards(field) if isinstance(one, Entry)), None)


def page_of(field: QWidget) -> Page | None:
    """Return the page a field stands on, or its dialog came from."""
    return next((one for one in upwards(field) if isinstance(one, Page)), None)


def place_of(field: Field) -> str:
    """Return the place of a field in its dialog, else on its page."""
    parts = _parts(field)
    root = next((one for one in upwards(field) if _is_root(one)), field.window())
    alike = [one for one in _fields(root) if _parts(one) == parts]
    return f"{parts}#{alike.index(field)}"


def find(root: QWidget, place: str) -> Field | None:
    """Return the field of a place in a dialog or on a page, where it can be seen and typed into."""
    parts, _, number = place.rpartition("#")
    alike = [one for one in _fields(root) if _parts(one) == parts]
    found = alike[int(number)] if number.isdecimal() and int(number) < len(alike) else None
    usable = found is not None and found.isVisible() and may_be_kept(found) and found.isEnabled()
    return found if usable else None


def text_of(field: Field) -> str:
    """Return what stands in a field."""
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def is_modified(field: Field) -> bool:
    """Tell whether what stands in a field was typed, and neither stored nor given up since."""
    if isinstance(field, QLineEdit):
        return field.isModified()
    return field.document().isModified()


def write(field: Field, text: str) -> None:
    """Put a text in as somebody who types it over what stands there."""
    field.selectAll()
    if isinstance(field, QLineEdit):
        field.insert(text)
    else:
        field.insertPlainText(text)


def _is_root(widget: QWidget) -> bool:
    return isinstance(widget, Dialog | Page)


def upwards(widget: QWidget) -> Iterator[QWidget]:
    """Yield a widget and all that it is part of; a dialog is part of what it came from."""
    one: QWidget | None = widget
    while one is not None:
        yield one
        one = one.parentWidget()


def _fields(root: QWidget) -> list[Field]:
    return [*root.findChildren(QLineEdit), *root.findChildren(QPlainTextEdit)]


def _parts(field: Field) -> str:
    """Return the kinds and names of the parts from the dialog, or what stands on the page, on."""
    parts: list[str] = []
    for one in upwards(field):
        if isinstance(one, Page) or (one.isWindow() and not isinstance(one, Dialog)):
            break
        name = getattr(one, "name", "")
        kind = type(one).__name__
        if kind not in ("QWidget", "QFrame", "QScrollArea", "QStackedWidget", "QSplitter"):
            parts.append(f"{kind}:{name}" if isinstance(name, str) and name else kind)
        if isinstance(one, Dialog):
            break
    return "/".join(reversed(parts))
