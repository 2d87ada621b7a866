"""What names of people, companies and ships are made of, as the shipped tables say it.

The tables are data (`resources/screening`), read by `reference/screening.py`; this is their shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NameTables:
    """Spellings by what they mean, as they are written, in any script."""

    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Legal form -> its spellings: `jsc` -> `AO`, `株式会社` …"""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A word of many company names -> the same in other languages."""
    empty: frozenset[str] = frozenset()
    """Those words that say next to nothing: `group`."""
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A name of people -> all its spellings."""
    nicknames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A given name -> its short forms."""
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A Japanese name of people -> how it may be read."""
    korean_families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A Chinese character -> the Korean family names it may be, in Hangul."""
    korean: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """A Chinese character -> how Korean reads it in given names, in Hangul."""
    titles: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
