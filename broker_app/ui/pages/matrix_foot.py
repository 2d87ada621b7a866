"""What stands behind one cell: a vehicle and a market, the reason, the last day, the cost."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from broker_app import words
from broker_app.domain.landed import WHOLE, lines_in
from broker_app.domain.market import Market
from broker_app.domain.money import Money
from broker_app.domain.outlet import Refusal
from broker_app.domain.suggest import BARRED_FROM, Suggestion
from broker_app.jobs import explaining_markets
from broker_app.jobs.explaining_rows import begun
from broker_app.jobs.suggesting import Outlook
from broker_app.ui import theme
from broker_app.ui.widgets.marks import MarkLabel, tint_of
from broker_app.ui.widgets.text import Button, Elided, Plain, set_role

HEIGHT, SIDE = 108, 16


class MatrixFoot(QFrame):
    """Two columns: what the market says; when and at what cost. What is kept back has no cost."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(HEIGHT))
        self.mark = MarkLabel("", 20)
        self.word = Plain(role="section")
        self.title = Elided(role="strong")
        self.reason = Plain(wrap=True)
        self.days, self.cost = Plain(role="label", wrap=True), Plain(role="label", wrap=True)
        self.ranking = Button("compare.ranking", link=True)
        self.sheet = Button("markets.sheet", link=True)
        self.admitted = Button("compare.admitted", link=True)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.mark, self.word):
            head.addWidget(widget)
        head.addWidget(self.title, 1)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addLayout(head)
        left.addWidget(self.reason)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(4)
        for said in (self.days, self.cost):
            right.addWidget(said)
        links = QHBoxLayout()
        links.setSpacing(16)
        links.addWidget(self.ranking)
        links.addWidget(self.sheet)
        links.addWidget(self.admitted)
        links.addStretch(1)
        right.addStretch(1)
        right.addLayout(links)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE, 12, SIDE, 12)
        row.setSpacing(40)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        self.clear()

    def clear(self, said: str = "") -> None:
        """Show nothing but a sentence."""
        self.mark.show_mark("")
        self.mark.hide()
        for label in (self.word, self.title, self.days, self.cost):
            label.setText("")
        self.reason.setText(said)
        self.ranking.hide()
        self.sheet.hide()
        self.admitted.hide()

    def show_answer(self, name: str, market: Market, outlook: Outlook, currency: str) -> None:
        """Show what a market says of a vehicle; costs in a currency where it has a rate."""
        advice = outlook.advice
        every: list[Suggestion | Refusal] = [*advice.markets, *advice.refused]
        found = next(one for one in every if one.market.id == market.id)
        self.mark.show()
        self.ranking.show()
        self.sheet.show()
        self.admitted.setVisible(market.id != BARRED_FROM)
        self.title.setText(words.say("compare.cell", market=words.in_both(market.title), car=name))
        if isinstance(found, Suggestion):
            self._show_offer(found, outlook, currency)
        else:
            self._show_refusal(found)

    def _say(self, answer: str, mark: str) -> None:
        self.mark.show_mark(mark)
        set_role(self.word, "status", tint_of(mark))
        self.word.setText(words.say(f"markets.word.{answer}"))

    def _show_offer(self, found: Suggestion, outlook: Outlook, currency: str) -> None:
        answer = found.answer.admission
        self._say(answer, answer)
        self.reason.setText(explaining_markets.reason(found.answer))
        said = [words.say("compare.score", score=found.score)]
        if found.voyage.arrives is not None:
            said.append(words.say("markets.arrives_on", day=found.voyage.arrives))
        last = found.last_day_to_load
        if last is not None:
            said.append(words.say("pane.last_day", day=last))
        elif not found.answer.ceiling:
            said.append(words.say("compare.no_end"))
        self.days.setText(words.say("compare.between").join(begun(one) for one in said))
        _, total = lines_in(found.cost.lines, currency, outlook.rates, WHOLE)
        cost = _landed(total.low, total.high) or explaining_markets.landed(found.cost)
        old = explaining_markets.old_rates(found.cost)
        self.cost.setText(words.say("compare.between").join([begun(cost), *old]))

    def _show_refusal(self, found: Refusal) -> None:
        kept_back = found.answer is None
        self._say("not_suggested" if kept_back else "ineligible", "ineligible")
        self.reason.setText(explaining_markets.refusal(found))
        last = found.last_day_to_load
        self.days.setText(words.say("markets.sailing_until", day=last) if last else "")
        self.cost.setText("")


def _landed(low: Money | None, high: Money | None) -> str:
    if low is None or high is None:
        return ""
    lowest = f"{low.currency} {words.number(round(low.amount))}"
    return words.say("market.landed", low=lowest, high=words.number(round(high.amount)))
