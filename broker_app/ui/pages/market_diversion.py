"""The section on diversion: why goods move on from a market, and what an undertaking asks."""

from collections.abc import Callable, Iterable

from broker_app import words
from broker_app.domain.end_use import EndUse
from broker_app.domain.market import Market
from broker_app.jobs.issuing import term_doubt
from broker_app.ui.outside import open_address
from broker_app.ui.widgets.section import Section
from broker_app.ui.widgets.text import Button, Label, Plain, tip

UNDERTAKING = "end_use_undertaking"


class Diversion(Section):
    """Information only: it opens no way that is closed."""

    def __init__(self, end_use: Callable[[], EndUse]) -> None:
        super().__init__("diversion", "markets.diversion_section")
        self._end_use = end_use

    def show_for(self, market: Market, kept_back: bool) -> None:
        """Show it for a market that is kept back, or that asks for an undertaking."""
        self.clear()
        asks = UNDERTAKING in market.documents
        self.setVisible(kept_back or asks)
        if not (kept_back or asks):
            return
        known = self._end_use()
        self.summary.setText(words.say(f"market.diversion.{market.diversion.risk}"))
        if why := words.in_both(market.diversion.reason):
            self.column.addWidget(Plain(why, wrap=True))
        if kept_back:
            self.column.addWidget(Plain(words.in_both(known.position.text), wrap=True))
            self._cite(known.position.sources)
        self.column.addWidget(Label("markets.undertaking", "strong"))
        self.column.addWidget(Plain(words.in_both(known.undertaking.text), "caption", wrap=True))
        for field in known.fields.values():
            said = words.say("markets.undertaking_field", text=words.in_both(field.text))
            self.column.addWidget(Plain(said, "caption", wrap=True))
            if doubt := term_doubt(field):
                self.column.addWidget(Plain(doubt, "caption", wrap=True))
                self._cite(field.within.sources if field.within else ())
        self._cite(known.undertaking.sources)

    def _cite(self, sources: Iterable[str]) -> None:
        for address in sources:
            self.column.addWidget(cited(address))


def cited(address: str) -> Button:
    """Return a link to a source that shows its host."""
    link = Button(lambda: _host(address), link=True)
    link.setToolTip(tip(address))
    link.clicked.connect(lambda _=False: open_address(address))
    return link


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].removeprefix("www.")
