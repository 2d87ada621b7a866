"""An entry for a party, by its name; one that is not known can be added at once."""

from collections import Counter
from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal

from broker_app import words
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
        self._names: Mapping[int, str] = {}
        self._by_name: Mapping[str, int] = {}
        super().__init__(name, said, self._find, self._name_of, quiet=quiet, label=label)

    def offer(self, people: Mapping[int, Party]) -> None:
        """Offer these parties while one types."""
        before, self._names = self._names, told_apart(people)
        if self._names != before:
            self._by_name = {fold_words(name): number for number, name in self._names.items()}
            self.complete_from(list(self._names.values()))

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
        if found is not None:
            return found
        alike = [name for name in self._names.values() if _is_one_of(text, name)]
        if alike:
            raise UserError("party_ambiguous", name=text.strip(), known="; ".join(alike))
        raise UserError("party_unknown", name=text.strip())

    def _name_of(self, number: int) -> str:
        return self._names.get(number, "")


def told_apart(people: Mapping[int, Party]) -> dict[int, str]:
    """Return what parties are called in a list: those of one name with their place, else number."""
    folded = {number: fold_words(party.name) for number, party in people.items()}
    often = Counter(folded.values())
    named = {}
    for number, party in people.items():
        alone = often[folded[number]] == 1
        named[number] = party.name if alone else _with_place(party, number)
    return named


def _with_place(party: Party, number: int) -> str:
    country = words.country(party.country) if party.country else ""
    place = ", ".join(filter(None, (party.city, country)))
    return f"{party.name} ({' '.join(filter(None, (place, f'#{number}')))})"


def _is_one_of(text: str, name: str) -> bool:
    """Tell whether a text is the bare name of one of several that are told apart."""
    bare, _, apart = name.rpartition(" (")
    return bool(apart) and "#" in apart and fold_words(bare) == fold_words(text)
