"""Run by LibreOffice's own Python: inserts or deletes rows in files, and tells what it then sees.

Arguments: a JSON file of tasks, a folder for the profile. Each task: file, inserts (row, count),
deletes (rows), as counted from 1, or neither. Prints one JSON list: sheets with formulas, merged
areas, heights, names, breaks, print areas, validations.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

MERGED = (20,)
"""Columns where merged areas begin."""


def main() -> None:
    tasks = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    profile = Path(sys.argv[2])
    pipe = f"broker{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            "--headless",
            "--invisible",
            "--norestore",
            f"-env:UserInstallation=file://{profile}",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        desktop = connected(pipe)
        sys.stdout.write(json.dumps([seen(desktop, task) for task in tasks]))
        with contextlib.suppress(Exception):
            desktop.terminate()
    finally:
        try:
            office.wait(20)
        except subprocess.TimeoutExpired:
            office.kill()


def connected(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(120):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
        except NoConnectException:
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not answer")


def seen(desktop, task):
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    document = desktop.loadComponentFromURL(Path(task["file"]).as_uri(), "_blank", 0, (hidden,))
    try:
        first = document.Sheets.getByIndex(0)
        for row, count in task.get("inserts", []):
            first.Rows.insertByIndex(row - 1, count)
        for row in sorted(task.get("deletes", []), reverse=True):
            first.Rows.removeByIndex(row - 1, 1)
        document.calculateAll()
        sheets = [document.Sheets.getByIndex(n) for n in range(document.Sheets.Count)]
        names = document.NamedRanges
        return {
            "sheets": [told(sheet) for sheet in sheets],
            "names": {n: names.getByName(n).Content for n in names.ElementNames},
        }
    finally:
        document.close(True)


def told(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last_row, last_column = cursor.RangeAddress.EndRow, cursor.RangeAddress.EndColumn
    used = sheet.getCellRangeByPosition(0, 0, last_column, last_row)
    cells = {
        f"{row},{column}": formula
        for row, line in enumerate(used.FormulaArray, 1)
        for column, formula in enumerate(line, 1)
        if formula
    }
    merged = []
    for row in range(last_row + 1):
        for column in MERGED if MERGED[-1] <= last_column else ():
            cell = sheet.getCellByPosition(column, row)
            if cell.IsMerged:
                area = sheet.createCursorByRange(cell)
                area.collapseToMergedArea()
                at = area.RangeAddress
                merged.append([at.StartColumn, at.StartRow, at.EndColumn, at.EndRow])
    return {
        "cells": cells,
        "merged": sorted(merged),
        "heights": [sheet.Rows.getByIndex(n).Height for n in range(last_row + 1)],
        "print": [[a.StartRow, a.EndRow] for a in sheet.PrintAreas],
        "titles": [sheet.TitleRows.StartRow, sheet.TitleRows.EndRow],
        "breaks": sorted(b.Position for b in sheet.RowPageBreaks if b.ManualBreak),
        "pictures": sorted(
            sheet.DrawPage.getByIndex(n).Anchor.CellAddress.Row
            for n in range(sheet.DrawPage.Count)
            if hasattr(sheet.DrawPage.getByIndex(n).Anchor, "CellAddress")
        ),
        "conditional": sorted(
            f.Range.RangeAddressesAsString for f in sheet.ConditionalFormats.getConditionalFormats()
        ),
    }


main()
