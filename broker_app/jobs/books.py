"""Books: the shipped reference data that jobs work with, read when first needed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING

from broker_app import paths
from broker_app.domain.screening import DAYS_FRESH

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from datetime import date

    from broker_app.domain.attachment import Wanted
    from broker_app.domain.bl_draft import Box
    from broker_app.domain.classify import Heading
    from broker_app.domain.consumption_tax import ConsumptionTax
    from broker_app.domain.dangerous_goods import Entry
    from broker_app.domain.document import DocumentKind
    from broker_app.domain.end_use import EndUse
    from broker_app.domain.finding.names import SearchNames
    from broker_app.domain.list_format import ListFormat
    from broker_app.domain.lookups import Lookups
    from broker_app.domain.market import Market
    from broker_app.domain.name_tables import NameTables
    from broker_app.domain.override import Override, Standing
    from broker_app.domain.paper_set import Matrix
    from broker_app.domain.particulars import Particulars
    from broker_app.domain.party import Port
    from broker_app.domain.party_paper import PaperKind
    from broker_app.domain.place import Places
    from broker_app.domain.rate import Rates
    from broker_app.domain.rate_file import RateFiles
    from broker_app.domain.red_flags import RedFlagQuestion
    from broker_app.domain.release.check import Checks
    from broker_app.domain.rule import Pack
    from broker_app.domain.sanctions_list import SanctionsList
    from broker_app.domain.scoring import OwnSales, Scoring
    from broker_app.domain.suggest import Ranking
    from broker_app.domain.translating import Vocabulary
    from broker_app.domain.world import World
    from broker_app.reference.credit_rules import CreditRules
    from broker_app.reference.party_numbers import PartyNumbers
    from broker_app.screening.index import Index


@dataclass
class Books:
    """Lookups, tariff, rules, ports, document kinds and markets; the heavy ones load late."""

    installed: str = ""
    """The hash of a pack that is used instead of the shipped one; empty for that."""
    overrides: tuple[Override, ...] = ()
    """What the broker keeps in place of the shipped figures and rules of markets."""
    _laid: tuple[tuple[Override, ...], tuple[Mapping[str, Market], tuple[Standing, ...]]] | None = (
        field(default=None, init=False, repr=False, compare=False)
    )
    _ranking: tuple[tuple[object, ...], Ranking] | None = field(
        default=None, init=False, repr=False, compare=False
    )
    _index: tuple[tuple[str, ...], Index] | None = field(
        default=None, init=False, repr=False, compare=False
    )
    sound_templates: set[tuple[str, str]] = field(default_factory=set, repr=False, compare=False)
    """Templates that passed their check while the program runs, by hash and kind of paper."""
    admitted: dict[tuple[Hashable, str], tuple[int, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Vehicles that a market admits, by all that the answer rests on (`jobs.admitted`)."""
    _indexing: Lock = field(default_factory=Lock, init=False, repr=False, compare=False)
    lists_fresh_days: int = DAYS_FRESH
    """Days for which a sanctions list decides after it was taken from its issuer; a setting."""

    @cached_property
    def places(self) -> Places:
        """The places where a database is in danger."""
        from broker_app.reference import places

        return places.load()

    @cached_property
    def lookups(self) -> Lookups:
        """Spellings and codes of the trade."""
        from broker_app.reference import lookups

        return lookups.load()

    @cached_property
    def search_names(self) -> SearchNames:
        """What the search box knows: fields, values, and names that stand for one another."""
        from broker_app.reference import search_names

        return search_names.load()

    @cached_property
    def tariff(self) -> tuple[Heading, ...]:
        """Six-digit headings for the classification."""
        from broker_app.reference import hs_codes

        return hs_codes.load()

    @cached_property
    def pack_bytes(self) -> bytes:
        """The shipped rule pack as it is kept in the database."""
        from broker_app.reference import rules

        return rules.pack_bytes(paths.resources() / "rules")

    @cached_property
    def pack(self) -> Pack:
        """The shipped rule pack."""
        from broker_app.reference import rules

        return rules.from_bytes(self.pack_bytes)

    def use_pack(self, content: bytes) -> None:
        """Judge by another pack from now on. Raises UserError for a broken one; ours then stays."""
        from broker_app.reference import rules

        pack = rules.from_bytes(content)
        self.__dict__.update(pack_bytes=content, pack=pack)
        self.installed = pack.sha256

    def use_shipped_pack(self) -> None:
        """Judge by the pack that travels with the program."""
        for name in ("pack", "pack_bytes"):
            self.__dict__.pop(name, None)
        self.installed = ""

    @cached_property
    def ports(self) -> Mapping[str, Port]:
        """Ports by UN/LOCODE."""
        from broker_app.reference import ports

        return ports.load()

    def find_port(self, text: str) -> Port:
        """Return a port by UN/LOCODE or name. Raises UserError with near names."""
        from broker_app.reference import ports

        return ports.find(text)

    @cached_property
    def document_kinds(self) -> Mapping[str, DocumentKind]:
        """What the papers look like, by kind."""
        from broker_app.reference import documents

        return documents.load()

    @cached_property
    def particulars(self) -> Particulars:
        """What papers ask for besides the fields of a shipment."""
        from broker_app.reference import particulars

        return particulars.shipped()

    @cached_property
    def dangerous_goods(self) -> tuple[Entry, ...]:
        """Under which entries of the IMDG Code vehicles go to sea."""
        from broker_app.reference import dangerous_goods

        return dangerous_goods.shipped()

    @cached_property
    def paper_matrix(self) -> Matrix:
        """Which papers a shipment usually has, by stage."""
        from broker_app.reference import paper_matrix

        return paper_matrix.shipped()

    @property
    def shipment_papers(self) -> Mapping[str, DocumentKind]:
        """The kinds of papers that a shipment has, by kind; those written on demand stand last."""
        kinds = sorted(self.document_kinds.items(), key=lambda kind: kind[1].on_demand)
        return {name: kind for name, kind in kinds if kind.made_from == "shipment"}

    @property
    def usual_papers(self) -> list[str]:
        """The kinds of papers of a shipment that are written where none is named."""
        return [name for name in self.outgoing_papers if not self.document_kinds[name].on_demand]

    @property
    def outgoing_papers(self) -> list[str]:
        """The kinds of papers of a shipment that may leave the house: none of its own books."""
        return [name for name, kind in self.shipment_papers.items() if not kind.internal]

    @cached_property
    def shipped_markets(self) -> Mapping[str, Market]:
        """The markets that travel with the program, by id."""
        from broker_app.reference import markets

        return {market.id: market for market in markets.shipped()}

    @property
    def markets(self) -> Mapping[str, Market]:
        """Destinations with their admission rules, by id, with what the broker overrides."""
        return self._overlaid[0]

    @property
    def standings(self) -> tuple[Standing, ...]:
        """How each override stands on the shipped files."""
        return self._overlaid[1]

    def use_overrides(self, overrides: tuple[Override, ...]) -> None:
        """Lay these over the shipped markets from now on."""
        self.overrides = overrides

    @property
    def _overlaid(self) -> tuple[Mapping[str, Market], tuple[Standing, ...]]:
        """Kept with the overrides it was made of: several threads may ask while they change."""
        overrides, kept = self.overrides, self._laid
        if not overrides:
            return self.shipped_markets, ()
        if kept is None or kept[0] is not overrides:
            from broker_app.reference import market_overrides

            kept = (overrides, market_overrides.overlaid_all(self.shipped_markets, overrides))
            self._laid = kept
        return kept[1]

    @cached_property
    def world(self) -> World:
        """The map of the world, with the places of all markets."""
        from broker_app.reference import world

        return world.shipped(self.markets)

    def ranking(
        self,
        on: date,
        rates: Rates,
        own_sales: Mapping[str, OwnSales] = MappingProxyType({}),
        scoring: Scoring | None = None,
    ) -> Ranking:
        """Return the ranking of all markets on a day; the last one asked for is kept."""
        from broker_app.domain.suggest import Ranking

        scoring = scoring or self.scoring
        asked = (on, dict(rates), dict(own_sales), dict(self.markets), scoring)
        kept = self._ranking
        if kept is None or kept[0] != asked:
            markets = self.markets.values()
            kept = (asked, Ranking(markets, on, scoring, rates, own_sales))
            self._ranking = kept
        return kept[1]

    @cached_property
    def party_numbers(self) -> PartyNumbers:
        """The registration numbers of parties, by country."""
        from broker_app.reference import party_numbers

        return party_numbers.shipped()

    def must_be_inspected(self, port: str) -> bool:
        """Tell whether the market of a port wants an inspection before shipment."""
        known = self.ports.get(port)
        found = (m for m in self.markets.values() if known and m.country == known.country)
        return any(market.inspection.required for market in found)

    @cached_property
    def party_papers(self) -> Mapping[str, PaperKind]:
        """The papers that a party may hand in, by the id of their kind."""
        from broker_app.reference import party_papers

        return party_papers.shipped()

    @cached_property
    def sanctions_lists(self) -> Mapping[str, SanctionsList]:
        """The sanctions lists that can be taken in, by id; those that bind an exporter first."""
        from broker_app.reference import sanctions_lists

        return {one.id: one for one in sanctions_lists.shipped()}

    @cached_property
    def name_tables(self) -> NameTables:
        """Legal forms, words and names by which parties are compared with listed ones."""
        from broker_app.reference import screening

        return screening.shipped()

    def index(self, copies: tuple[str, ...], make: Callable[[], Index]) -> Index:
        """Return the index of copies of lists by their hashes; the last one made is kept."""
        with self._indexing:  # two that ask at once wait for one index
            kept = self._index
            if kept is None or kept[0] != copies:
                self._index = None  # never two of them in memory
                kept = self._index = (copies, make())
            return kept[1]

    @cached_property
    def red_flags(self) -> tuple[RedFlagQuestion, ...]:
        """The questions before papers of a flagged shipment."""
        from broker_app.reference import red_flags

        return red_flags.shipped()

    @cached_property
    def release_checks(self) -> Checks:
        """What is looked at before a shipment is released."""
        from broker_app.reference import release_checks

        return release_checks.shipped()

    @cached_property
    def bl_boxes(self) -> tuple[Box, ...]:
        """The boxes in which a draft of a bill of lading is compared."""
        from broker_app.reference import bl_boxes

        return bl_boxes.shipped()

    @cached_property
    def tariff_checked_on(self) -> date:
        """The day somebody last looked the tariff codes up."""
        from broker_app.reference import hs_codes

        return hs_codes.checked_on()

    @cached_property
    def end_use(self) -> EndUse:
        """What is said of diversion, and what an end-use undertaking asks."""
        from broker_app.reference import end_use

        return end_use.shipped()

    @cached_property
    def credit_rules(self) -> CreditRules:
        """The conditions of a letter of credit that a check sheet goes through."""
        from broker_app.reference import credit_rules

        return credit_rules.shipped()

    @cached_property
    def attachments_wanted(self) -> tuple[Wanted, ...]:
        """The files that a vehicle should have, by its state and its shipment's."""
        from broker_app.reference import attachments

        return attachments.shipped()

    @cached_property
    def certificate_words(self) -> Vocabulary:
        """The words of export certificates in English."""
        from broker_app.reference import certificate_words

        return certificate_words.shipped()

    @cached_property
    def list_formats(self) -> tuple[ListFormat, ...]:
        """Layouts of lists that travel with the program."""
        from broker_app.reference import list_formats

        return list_formats.shipped()

    @cached_property
    def consumption_tax(self) -> ConsumptionTax:
        """Which costs bear consumption tax, and how much."""
        from broker_app.reference import consumption_tax

        return consumption_tax.shipped()

    @cached_property
    def rate_files(self) -> RateFiles:
        """What is known of files of exchange rates."""
        from broker_app.reference import rate_files

        return rate_files.shipped()

    @cached_property
    def scoring(self) -> Scoring:
        """How suggestions are ranked."""
        from broker_app.reference import scoring

        return scoring.shipped()
