"""`broker-app report`: what the stock and its money add up to."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from broker_app import words
from broker_app.cli import output
from broker_app.domain.accounts import Entry, Figures
from broker_app.domain.rate import HOME
from broker_app.jobs import accounting, accounts_report, owning
from broker_app.jobs.progress import silent


@click.group()
def report() -> None:
    """Reports over the whole stock."""


@report.command()
@click.option("--database", type=click.Path(path_type=Path), help="The database to read.")
@click.option("--from", "since", default="", metavar="2026-01", help="The first month.")
@click.option("--to", "until", default="", metavar="2026-11", help="The last month.")
@click.option("--company", default="", help="Only this company, by its name.")
@click.option(
    "--by",
    "way",
    type=click.Choice(accounting.WAYS),
    default="month",
    show_default=True,
    help="What a line is.",
)
@click.option("--out", "target", type=click.Path(path_type=Path), help="Write a workbook there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def month(
    database: Path | None,
    since: str,
    until: str,
    company: str,
    way: str,
    target: Path | None,
    as_json: bool,
) -> None:
    """What was bought, sold and shipped in each month, what it cost and left, in yen."""
    today: date = output.today()
    opened = output.leaving if target else output.existing
    with opened(database) as db:
        owner = owning.company_named(db.connection, company) if company else None
        books = output.books(db)
        found = accounting.report(db.connection, silent, books, today, way, since, until, owner)
    name = found.names[owner] if owner else ""
    for line in found.lines:
        _show(found, line, as_json)
    if not as_json:
        _show_total(found)
    if found.beside is not None:
        click.echo(accounts_report.beside_of(found.beside), err=True)
    if target is not None:
        path = accounts_report.write_report(found, name, today, target)
        output.given_out(database, "accounts", path)
        output.tell("print.saved", file=path.name)


def _show(found: accounting.Report, line: Figures, as_json: bool) -> None:
    if as_json:
        output.one_object({found.way: line.key} | _figures(line))
        return
    click.echo(_said(accounts_report.name_of(found, line), line))


def _show_total(found: accounting.Report) -> None:
    click.echo(_said(words.say("accounts.total"), found.total))
    for entry in found.total.open:
        name, lacks = accounts_report.vehicle_of(entry), accounts_report.lacks(entry)
        click.echo(words.say("accounts.open_line", vehicle=name, missing=lacks))


def _said(name: str, line: Figures) -> str:
    share = "" if line.share is None else words.percent(line.share)
    return words.say(
        "accounts.line",
        name=name,
        bought=line.bought,
        sold=line.sold,
        shipped=line.shipped,
        sales=words.money(line.sales, HOME),
        cost=words.money(line.cost, HOME),
        margin=words.listed(filter(None, (words.money(line.margin, HOME), share))),
        tax=words.money(line.input_tax, HOME),
        open=words.say("accounts.open", count=len(line.open)),
    )


def _figures(line: Figures) -> dict[str, Any]:
    share = None if line.share is None else round(Decimal(line.share) * 100, 1)
    return {
        "bought": line.bought,
        "sold": line.sold,
        "shipped": line.shipped,
        "purchase_cost": line.purchase,
        "sales": line.sales,
        "cost": line.cost,
        "margin": line.margin,
        "margin_percent": None if share is None else float(share),
        "input_tax": line.input_tax,
        "open": len(line.open),
        "open_vehicles": [_open(entry) for entry in line.open],
    }


def _open(entry: Entry) -> dict[str, Any]:
    return {
        "vehicle": entry.vehicle,
        "chassis_number": entry.chassis_number or None,
        "missing": [{"kind": m.kind, "name": m.name, "on": m.on or None} for m in entry.missing],
    }
