"""An entry for a party, by its name; one that is not known can be added at once."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal

from broker_app.domain.party import Party
from broker_app.domain.spelling import fold_words
from broker_app.errors import UserError
from broker_app.ui.widgets.entry import LABEL, TextEntry
from broker_app.ui.widgets.text import Said


class PartyEntry(TextEntry):
    """Its value is the party's id, None where the field is empty."""

    unknown = Signal(str, str)
    """The name of the entry, and the name of a party that is not known yet."""

    def __init__(self, name: str, said: Said, quiet: bool = True, label: int = LABEL) -> None:
        self._people: Mapping[int, Party] = {}
        self._by_name: Mapping[str, int] = {}
        super().__init__(name, said, self._find, self._name_of, quiet=quiet, label=label)

    def offer(self, people: Mapping[int, Party]) -> None:
        """Offer these parties while one types."""
        self._people = people
        by_name = {fold_words(party.name): number for number, party in people.items()}
        if by_name != self._by_name:
            self._by_name = by_name
            self.complete_from([party.name for party in people.values()])

    def show_problem(
        self, problem: UserError | str, link: Said = "", act: Callable[[], object] | None = None
    ) -> None:
        """Offer to add a party that is not known."""
        if isinstance(problem, UserError) and problem.key == "party_unknown":
            name = str(problem.values["name"])
            link, act = "shipment.add_party", lambda: self.unknown.emit(self.name, name)
        super().show_problem(problem, link, act)

    def _find(self, text: str) -> int | None:
        if not text.strip():
            return None
        found = self._by_name.get(fold_words(text))
        if found is None:
            raise UserError("party_unknown", name=text.strip())
        return found

    def _name_of(self, number: int) -> str:
        party = self._people.get(number)
        return party.name if party else ""
