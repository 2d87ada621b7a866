"""Every command with arguments that nobody should be able to hurt it with."""

from pathlib import Path
from random import Random

import click

TEXTS = [
    "", " ", "'", '"', "''", '" OR 1=1 --', "'; DROP TABLE vehicle; --", "%", "_", "*", "**", "NEAR(", "NEAR(a b, 2)",
    "a AND", "NOT", "(", ")", "^a", "{a}:", "a:b", "maker:", 'maker:"', "price:>", "price:>>9", "year:..", "year:9..1",
    "-", "--", "- -", "\0", "a\0b", "\ud800", "a\udcffb", "\u202e", "\ufeff", "＝１", "１２３", "٣", "²", "½", "㍻",
    "0", "-1", "1e999", "NaN", "inf", "9" * 30, "9" * 5_000, "0x10", "1_000", "1,000", "１", "0.0000001",
    "9999-12-31", "0001-01-01", "2026-02-30", "平成99年", "2026-13", "R9.1.15", "../..", "/", "C:\\x", "CON", "a=b", "=", "=1",
    "a=", "name=", "name=\0", "USD=1", "USD=0", "USD=-1", "USD=NaN", "USD=1@", "%s%n{0}", "{}", "{0.__class__}", "[]", "null",
    "\n", "\r\n", "\t", "a\nb", "<b>", "&a;", "🚗", "e\u0301" * 50, "x" * 1_000, "(" * 3_000, "a " * 5_000, "-" * 2_000,
    "maker:toyota " * 200, "ﷺ" * 500, "#1", "#9999999999999999999", "99999999999999999999", "SH-2611-001", "JP", "RU", "KE",
]  # fmt: skip
GOOD = [
    "NCP160-3261356", "SH-2611-001", "MAWIMBI MOTORS LTD.", "KE", "CI", "1", "2026-11-22", "2026-01", "un:KPe.900", "vessel=X",
    "price:>100", "toyota", "JP-RU-IND-2308-ICE1900", "un", "month", "maker", "odometer_km=45000", "name=X", "USD=155.2",
]  # fmt: skip
"""What is sometimes right, so that other arguments are looked at too."""
NEVER = {
    "demo",
    "lists fetch",
    "people add",
    "people password",
    "people role",
    "people out",
    "people back",
}
"""What asks the network, or closes the stock for all that comes after."""


def hostile(
    name: str, command: click.Command, chance: Random, database: Path, folder: Path
) -> list[str]:
    """Return a command line: every argument, some options, hostile or right at random."""
    said, arguments = name.split(), []
    for one in command.params:
        if isinstance(one, click.Option):
            if "--database" in one.opts:
                said += ["--database", str(database)]
            elif one.required or chance.random() < 0.35:
                said += _option(one, chance, folder)
        else:
            count = chance.choice((1, 1, 1, 2, 3)) if one.nargs == -1 else one.nargs
            arguments += [_value(one, chance, folder) for _ in range(count)]
    return [*said, "--", *arguments] if arguments else said


def _option(one: click.Option, chance: Random, folder: Path) -> list[str]:
    named = one.opts[-1]
    if one.is_flag:
        return [named]
    values = [_value(one, chance, folder) for _ in range(one.nargs)]
    return [f"{named}={values[0]}"] if len(values) == 1 else [named, *values]


def _value(one: click.Parameter, chance: Random, folder: Path) -> str:
    if isinstance(one.type, click.Path):
        return str(
            folder / chance.choice(("no", "a.csv", "b.xlsx", "c.pdf", "d.toml", "e", "f.db"))
        )
    if isinstance(one.type, click.Choice) and chance.random() < 0.8:
        return str(chance.choice(list(one.type.choices)))
    if chance.random() < 0.4:
        return chance.choice(GOOD)
    return chance.choice(TEXTS)
