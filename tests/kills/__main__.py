"""`python -m tests.kills --kills 200 --seed N`: kills at random moments of work, and what is lost.

A process imports, edits, issues, takes back, attaches, backs up and opens old files, and tells each
step once it is stored. It is killed (SIGKILL) at a random moment, or within a random write of the
database with half of that write on the disk; then the file is opened again and all that must hold
is looked at. `--cuts N` cuts the power instead: of what was written since the last sync of a file
any part may be lost. `--each N` kills what writes outside the database before each change of a
file, at most N times a work; `--shapes N` kills N times while a file of each earlier shape is opened.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.kills import cuts, each, kills, shapes, wires


def main() -> int:
    """Kill, look, print; the status is 1 where something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--each", type=int, default=each.MOST)
    parser.add_argument("--shapes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    problem = wires.available()
    if problem:
        print(problem)
        return 2
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        rig = kills.Rig(Path(folder), random.Random(asked.seed))
        reports = []
        if asked.kills:
            reports.append(kills.run(rig, asked.kills))
        if asked.cuts:
            reports.append(cuts.run(rig, asked.cuts))
        if asked.each:
            reports.append(each.run(rig, asked.each))
        if asked.shapes:
            reports.append(shapes.run(rig, asked.shapes))
    for report in reports:
        print(f"{report.line()}, seed {asked.seed}")
        for loss in report.losses[:20]:
            print(f"  {loss}")
    return 1 if any(report.losses for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
