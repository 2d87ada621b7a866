"""What a start needs of the rooms below: imported before Qt, never after it.

Once Qt is loaded PySide reads the source of every module that is imported, to see whether it uses
Qt; what is there before is left alone.
"""

import importlib

for _name in (
    "log",
    "memory",
    "settings",
    "words",
    "domain.finding.completing",
    "domain.harmless",
    "domain.question",
    "domain.sale_state",
    "jobs.backing_up",
    "jobs.books",
    "jobs.finding",
    "jobs.giving_out",
    "jobs.names",
    "jobs.overrides_in_use",
    "jobs.pack_in_use",
    "jobs.progress",
    "jobs.signing_in",
    "jobs.upkeep",
    "jobs.viewing",
    "store.backup",
    "store.companies",
    "store.facets",
    "store.list_snapshots",
):
    importlib.import_module(f"broker_app.{_name}")
