"""Explaining reports: their figures as words, for the window, a workbook and paper alike."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from broker_app import words
from broker_app.domain.report import Report, ReportColumn, ReportKind, Scope
from broker_app.jobs import auditing, names
from broker_app.jobs.progress import Progress, silent
from broker_app.papers.page import Page
from broker_app.papers.report_page import SaidReport, lay_out_report
from broker_app.papers.workbook import write_workbook
from broker_app.reference import documents

_TOLD_EVERY = 200


def title_of(key: str) -> str:
    """Return what a report is called."""
    return words.say(f"reports.{key}")


def head_of(column: ReportColumn) -> str:
    """Return the head of a column."""
    return words.say(f"report.column.{column.key}")


def said(column: ReportColumn, value: Any) -> str:
    """Return a value of a report as words."""
    if column.kind is ReportKind.MARKET and not value:
        return words.say("accounts.no_market")
    if column.kind is ReportKind.HOUSE and not value:
        return words.say("report.no_house")
    if column.kind is ReportKind.PAPER and not value:
        return words.say("numbers.shipments")
    if column.kind is not ReportKind.STATE and (value is None or value == ""):
        return "" if column.kind is not ReportKind.CHOICE else words.say("word.unknown")
    if column.kind is ReportKind.STATE:
        return words.state(value)
    if column.kind is ReportKind.NAME:
        return names.spoken(value, words.language())
    if column.kind is ReportKind.VERDICT:
        return words.say(f"verdict.{value}")
    if column.kind is ReportKind.CHOICE:
        return words.value(column.key, value)
    if column.kind is ReportKind.MARKET:
        return words.country(value)
    if column.kind is ReportKind.PAPER:
        kind = documents.load().get(value)
        return words.in_both(kind.name) if kind else str(value)
    if column.kind is ReportKind.SHARE:
        return words.percent(value).removesuffix(" %")  # the head says it
    return words.number(value) if column.is_figure else str(value)


def notes_of(report: Report) -> list[str]:
    """Return what the figures do not hold, each in a sentence."""
    return [words.say(f"report.{key}", count=count) for key, count in report.left_out.items()]


def empty_of(report: Report) -> str:
    """Return why a report has no rows, and what to do; empty where it has some."""
    if report.rows:
        return ""
    return words.say("reports.empty.part" if report.is_part else f"reports.empty.{report.key}")


def subject_of(scope: Scope, company: str) -> str:
    """Return what a report is of in words: the company that is asked for, the months."""
    period = words.say("accounts.period", since=scope.since or "…", until=scope.until or "…")
    return words.listed(filter(None, (company, period if scope.since or scope.until else "")))


def paper_of(
    report: Report, author: str, today: date, progress: Progress = silent, subject: str = ""
) -> Page:
    """Return a report as a paper: for the printer, a PDF, and a workbook with live sums.

    `subject` says what of it is shown.
    """
    return lay_out_report(
        SaidReport(
            title=title_of(report.key),
            author=author,
            date=today.isoformat(),
            shown_date=words.day(today),
            columns=report.columns,
            heads=tuple(head_of(column) for column in report.columns),
            rows=tuple(_rows(report, progress)),
            total=words.say("report.total"),
            notes=tuple(filter(None, (*notes_of(report), auditing.end_said(report.end)))),
            subject=subject,
            empty=empty_of(report),
        )
    )


def save_report(
    report: Report,
    author: str,
    today: date,
    target: Path,
    progress: Progress = silent,
    subject: str = "",
) -> None:
    """Write a report to a workbook. Raises UserError where it cannot be written."""
    page = paper_of(report, author, today, progress, subject)
    write_workbook([page], target, lambda done, all_: progress(done, all_, "progress.table"))


def _rows(report: Report, progress: Progress) -> Iterator[tuple[str | Decimal, ...]]:
    for number, row in enumerate(report.rows):
        if number % _TOLD_EVERY == 0:
            progress(number, len(report.rows), "progress.layout")
        yield _cells(report.columns, row)


def _cells(columns: Sequence[ReportColumn], row: Sequence[Any]) -> tuple[str | Decimal, ...]:
    return tuple(_cell(column, value) for column, value in zip(columns, row, strict=True))


def _cell(column: ReportColumn, value: Any) -> str | Decimal:
    if not column.is_figure or value is None:
        return said(column, value)
    share = column.kind is ReportKind.SHARE
    return round(Decimal(value) * 100, 1) if share else Decimal(value)
