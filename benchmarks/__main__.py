"""Measures, each beside its peer: `python -m benchmarks [--quick] [NAME …]`."""

import argparse
import sys
import time

from benchmarks import edits, lists, papers, ranking, screening, stock
from benchmarks.result import Result, table

BENCHMARKS = {
    "xlsx": lists.of_workbook,
    "csv": lists.of_csv,
    "papers": papers.of_a_shipment,
    "markets": ranking.markets,
    "screening": screening.of_parties,
    "stock": stock.judged_and_shown,
    "edits": edits.of_stock,
}
"""What can be asked for by name."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(BENCHMARKS):
        parser.error(
            f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}"
        )
    results: list[Result] = []
    for name in asked.names or BENCHMARKS:
        print(f"{time.strftime('%H:%M:%S')} {name} …", file=sys.stderr)
        results += BENCHMARKS[name](asked.quick)
    print(table(results))


if __name__ == "__main__":
    main()
