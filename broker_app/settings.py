"""Settings of this person on this machine: language, theme, name, habits.

What is printed on papers (company, bank, numbering) is data and lives in the database.
"""

import json
import logging
import os
import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from broker_app import paths, whole_file
from broker_app.errors import UserError

LARGEST = 1_000_000
"""Bytes of a settings file; what somebody put in its place is not read for minutes."""
MOST = 100_000
"""The largest number that any setting can be: days, pixels."""
CHOICES = {
    "language": ("system", "en", "ja"),
    "table_language": ("", "ru"),
    "theme": ("system", "light", "dark"),
    "markets_below": ("map", "bars"),
}
"""Settings that are one of a few words."""
USED_LAST = ("last_folder", "papers_folder", "photos_folder")
"""Folders that are remembered and nobody chose for good."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass
class Settings:
    """What one person chose; every field has a default, so a missing file is no error."""

    language: str = "system"
    """`en`, `ja` or `system`."""
    table_language: str = ""
    """The language of the table of vehicles: `ru`, or empty for that of the window."""
    theme: str = "system"
    """`light`, `dark` or `system`."""
    staff_name: str = ""
    """Who signs changes in the journal; empty means the name of the system account."""
    days_to_export: int = 30
    """Planned day of export when a vehicle is on no shipment: today plus this many days."""
    destination: str = "RU"
    """The destination that the vehicles page asks about."""
    aged_after: int = 60
    """Days in stock after which a vehicle stands out; past `old_after` it asks for care."""
    old_after: int = 90
    lists_fresh_days: int = 14
    """Days for which a sanctions list counts as fresh after it was taken from its issuer."""
    costs_in: str = "JPY"
    """The currency that landed costs are shown in, where it has a rate."""
    markets_below: str = "map"
    """What stands below the ranking of markets: `map` or `bars`."""
    last_folder: str = ""
    watched_folder: str = ""
    """A folder in which new lists are noticed; empty for none."""
    backups_folder: str = ""
    """A second folder that backups are copied to, another disk at best; empty for none."""
    places_kept: str = ""
    """Folders of a cloud or a network in which somebody means to keep a database, a line each."""
    papers_folder: str = ""
    """Where papers were written last."""
    photos_folder: str = ""
    """Where photographs and papers of vehicles were taken from last."""
    folded: str = "history party_history"
    """Sections of the detail panes that are folded away, by name."""
    pane_width: int = 356
    """Width of the detail pane; 0 where it is closed."""
    facets_open: bool = False
    """Whether the facets stand beside the table of vehicles."""
    table_layout: str = ""
    """Columns, widths and row height of the table of vehicles, as JSON."""
    unknown: dict[str, Any] = field(default_factory=dict)
    """Keys of a newer version: kept when saving."""
    kept_aside: str = field(default="", compare=False)
    """The name under which a damaged file was kept when these were read; never saved."""


def default_file() -> Path:
    """Return the settings file of this person."""
    return paths.config_folder() / "settings.toml"


def load(file: Path | None = None) -> Settings:
    """Read the settings; a missing or damaged file or value gives the defaults, never an error.

    A damaged file is kept aside, once, and so is one with a value that is none (what is good in it
    holds): what it was called then stands in `kept_aside`. What cannot be put aside either is told
    by its own name.
    """
    source = file or default_file()
    try:
        raw = tomllib.loads(_text(source))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError):  # one nested thousands deep, too
        return Settings(kept_aside=_keep_aside(source))
    settings, good = Settings(), True
    for key, value in raw.items():
        if key not in _known():
            settings.unknown[key] = value
        elif _fits(value, getattr(settings, key)) and value in CHOICES.get(key, (value,)):
            setattr(settings, key, value)
        else:
            good = False
    if not good:
        settings.kept_aside = _keep_aside(source)
        save(settings, source)
    return settings


def _text(source: Path) -> str:
    """Return what a settings file says. Raises OSError and ValueError for what is none."""
    if source.stat().st_size > LARGEST:
        raise ValueError(source.name)
    return source.read_text(encoding="utf-8")


def _fits(value: Any, usual: Any) -> bool:
    """Tell whether a value can be that of a setting: of its type, a number of a size."""
    if type(value) is not type(usual):
        return False
    return not isinstance(value, int) or 0 <= value <= MOST


def save(settings: Settings, file: Path | None = None) -> None:
    """Write the settings beside the old file and swap, so that a crash leaves one whole file.

    Raises UserError where they cannot be written: what was there holds at the next start.
    """
    target = file or default_file()
    rows = {name: getattr(settings, name) for name in _known()} | settings.unknown
    text = "".join(
        f"{_key(key)} = {_value(value)}\n"
        for key, value in rows.items()
        if isinstance(value, str | int | bool)
    )
    try:
        with whole_file.written(target) as whole:
            whole.write(text.encode("utf-8", "replace"))  # a folder may be named in no encoding
    except OSError as problem:
        raise UserError("settings_not_saved", file=str(target)) from problem


def keep(settings: Settings) -> None:
    """Write a habit (a folder, what is folded): one that cannot be kept stops nobody's work."""
    try:
        save(settings)
    except UserError as problem:
        said = "the settings could not be written: %s"
        logging.getLogger("broker_app").warning(said, type(problem.__cause__).__name__)


def forget_folders(settings: Settings, texts: Collection[str]) -> None:
    """Forget the folders used last whose name holds one of some texts.

    The folders that somebody chose, for backups, for lists, stay: without them something stops.
    """
    for name in USED_LAST:
        if any(text in getattr(settings, name) for text in texts):
            setattr(settings, name, "")
            keep(settings)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _value(name)


def _value(value: str | int | bool) -> str:
    """Return a value as TOML has it: as JSON, but for one sign that JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def staff(settings: Settings) -> str:
    """Return the name under which this person's changes are journalled."""
    return settings.staff_name or os.environ.get("USER") or os.environ.get("USERNAME") or "staff"


def _known() -> list[str]:
    return [f.name for f in fields(Settings) if f.name not in ("unknown", "kept_aside")]


def _keep_aside(source: Path) -> str:
    """Put a damaged file aside, so that it is told once and never written over; returns its name.

    One that cannot be moved keeps its name: it is told, and read as damaged, the next time again.
    """
    aside = source.with_name(f"{source.stem}-damaged{source.suffix}")
    number = 2
    while os.path.lexists(aside):
        aside = source.with_name(f"{source.stem}-damaged-{number}{source.suffix}")
        number += 1
    try:
        source.replace(aside)
    except OSError:
        return source.name
    return aside.name
