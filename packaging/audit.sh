#!/usr/bin/env bash
# Looks whether a dependency has a known hole: what users get, and the tools of development.
# Run on a schedule and before each release; exit status 1 where there is one, 2 where it was not
# looked at all of them: an audit that reached nobody is none.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/program"
"$folder/program/bin/pip" install --quiet --upgrade pip
"$folder/program/bin/pip" install --quiet ".[dev]"
python3 -m venv "$folder/audit"
"$folder/audit/bin/pip" install --quiet "pip-audit>=2.7,<3"
site=$("$folder/program/bin/python" -c "import sysconfig; print(sysconfig.get_path('purelib'))")
status=0
"$folder/audit/bin/pip-audit" --path "$site" --format json --progress-spinner off --desc on \
  --output "$folder/audit.json" "$@" 2>"$folder/log" || status=$?
[ -s "$folder/audit.json" ] || cat "$folder/log" >&2
python3 packaging/audited.py "$folder/audit.json" "$status"
