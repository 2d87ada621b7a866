"""Says what an audit of the dependencies found: `python packaging/audited.py AUDIT.json STATUS`.

Exit status 0: all were looked up, none has a known hole; 1: some have; 2: not all were looked up,
or the audit itself failed. pip-audit alone ends with 0 where it could look up none.
"""

import json
import sys
from pathlib import Path

OURS = {"broker-app"}
"""What no register of packages knows."""


def verdict(told: str, status: int) -> tuple[int, list[str]]:
    """Return the exit status and what to say of an audit, from its JSON and its own status."""
    try:
        found = [one for one in json.loads(told)["dependencies"] if one["name"] not in OURS]
    except (ValueError, KeyError, TypeError):
        return 2, [f"The audit failed (status {status}): nothing was looked up."]
    left = sorted(one["name"] for one in found if "skip_reason" in one)
    holes = [(one, hole) for one in found for hole in one.get("vulns", ())]
    said = [_said(one, hole) for one, hole in holes]
    if not found or len(left) == len(found):
        return 2, ["The service of known holes could not be reached: nothing was looked up."]
    if left:
        said.append(f"{len(left)} of {len(found)} could not be looked up: {', '.join(left)}.")
    else:
        said.append(f"{len(found)} packages looked up, {len(holes)} known holes.")
    return (1 if holes else 2 if left else 0), said


def _said(one: dict, hole: dict) -> str:
    mended = ", ".join(hole.get("fix_versions", ())) or "no version yet"
    return f"{one['name']} {one['version']}: {hole['id']}, mended in {mended}"


def main(file: str, status: str) -> int:
    """Say what was found; returns the exit status."""
    path = Path(file)
    code, said = verdict(path.read_text("utf-8") if path.exists() else "", int(status))
    print("\n".join(said), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
