"""What a list says of itself, and what a person may settle instead; acts at once."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from broker_app import words
from broker_app.intake.read import Options
from broker_app.jobs.previewing import Preview
from broker_app.ui import theme
from broker_app.ui.widgets.choice_box import ChoiceBox, Choices
from broker_app.ui.widgets.text import Label, Said

HEIGHT = 44
ENCODINGS = (
    "utf-8", "utf-16", "cp932", "euc_jp", "cp949", "cp1251", "cp1252", "gb18030",
)  # fmt: skip
HEADING_ROWS = 12
"""Rows that may be said to hold the headings."""
PRICE_UNITS = ("円", "千円", "万円", "USD", "EUR", "KRW", "RUB")
_UNIT_DOUBTS = ("price_unit_assumed", "price_unit_unknown")


class FileFacts(QWidget):
    """Sheet, encoding, heading row, price unit and layout as boxes; the rest as words."""

    wanted = Signal(object)
    """Other Options to read the file by."""

    def __init__(self) -> None:
        super().__init__()
        self._options = Options()
        self.sheet = ChoiceBox("import.sheet")
        self.encoding = ChoiceBox("import.encoding")
        self.heading = ChoiceBox("import.headings")
        self.unit = ChoiceBox("import.prices_in")
        self.layout_box = ChoiceBox("import.layout")
        self.said = Label(role="caption")
        self.setFixedHeight(theme.px(HEIGHT))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        for box in (self.sheet, self.encoding, self.heading, self.unit, self.layout_box):
            row.addWidget(box)
        row.addWidget(self.said)
        row.addStretch(1)
        self.sheet.chosen.connect(lambda name: self._want(sheet=name))
        self.encoding.chosen.connect(lambda name: self._want(encoding=name))
        self.heading.chosen.connect(lambda row: self._want(heading_row=int(row), columns={}))
        self.unit.chosen.connect(lambda name: self._want(price_unit=name))
        self.layout_box.chosen.connect(
            lambda key: self._want(format=key, columns={}, price_unit="")
        )

    def show_for(self, preview: Preview, options: Options) -> None:
        """Show what is known of a file."""
        self._options = options
        account = preview.account
        sheets = [*account.sheets, *preview.ignored_sheets]
        self.sheet.setVisible(len(sheets) > 1)
        self.sheet.offer(_sheets(sheets, account.sheets), options.sheet)
        self.encoding.setVisible(bool(account.encoding))
        self.encoding.offer(_encodings(account.encoding), account.encoding)
        row = str(account.header_row)
        self.heading.offer(_heading_rows(account.header_row), row)
        doubt = any(w.key in _UNIT_DOUBTS for w in account.warnings)
        known = preview.known_as.price_unit if preview.known_as else ""
        unit = options.price_unit or known
        self.unit.setVisible(doubt or bool(unit))
        self.unit.offer(_units(), unit)
        layouts = _layouts(preview)
        self.layout_box.setVisible(len(layouts) > 1)
        self.layout_box.offer(layouts, options.format)
        self.said.say(lambda: _said(preview))

    def _want(self, **settled: Any) -> None:
        self._options = replace(self._options, **settled)
        self.wanted.emit(self._options)


def _sheets(every: list[str], read: list[str]) -> Choices:
    return [
        ("", lambda: words.listed(read)),
        *((name, _as_it_is(name)) for name in every),
    ]


def _encodings(found: str) -> Choices:
    names = list(dict.fromkeys([found, *ENCODINGS]))
    return [(name, _as_it_is(encoding_name(name))) for name in names]


def _heading_rows(found: int) -> Choices:
    rows = sorted({*range(1, HEADING_ROWS + 1), found} - {0})
    return [
        ("0", "import.no_headings"),
        *((str(row), partial(words.say, "import.in_row", row=row)) for row in rows),
    ]


def _units() -> Choices:
    return [("", "import.as_understood"), *((unit, _as_it_is(unit)) for unit in PRICE_UNITS)]


def _layouts(preview: Preview) -> Choices:
    """Return the layout as the headings tell it, and those that a person settled something of."""
    settled = [known for known in preview.formats if known.is_settled]
    return [("", "import.by_headings"), *((known.id, _as_it_is(known.name)) for known in settled)]


def _as_it_is(text: str) -> Said:
    """Return data that is the same in every language as something to say."""
    return lambda: text


def encoding_name(name: str) -> str:
    """Return what people call an encoding."""
    known = {"cp932": "Shift_JIS (cp932)", "euc_jp": "EUC-JP", "cp949": "EUC-KR (cp949)"}
    plain = name.removesuffix("-sig")
    return known.get(plain, plain.upper().replace("CP125", "Windows-125"))


def _said(preview: Preview) -> str:
    account = preview.account
    parts = [account.container.upper()]
    if len(account.sheets) == 1 and account.sheets[0] and not preview.ignored_sheets:
        parts.append(words.say("import.sheet_named", name=account.sheets[0]))
    parts.append(words.say("import.columns", count=len(preview.headings)))
    return words.listed(parts)
