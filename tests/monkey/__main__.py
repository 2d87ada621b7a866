"""The monkey as a command, for as long as one likes."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Run some seeds; the status is 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description="Random events on the real window.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--acts", type=int, default=0, help="do at least so many")
    parser.add_argument("--seed", type=int, action="append")
    parser.add_argument("--language", choices=["en", "ja"], default="en")
    parser.add_argument("--theme", choices=["light", "dark"], default="light")
    parser.add_argument("--keep", type=Path, help="a folder to keep the databases in")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        os.environ["BROKER_HOME"] = str(folder / "home")
        from broker_app.jobs import demo
        from broker_app.jobs.books import Books
        from broker_app.jobs.progress import silent
        from broker_app.settings import Settings
        from broker_app.ui.app import application
        from tests.monkey.run import run

        app = application()
        template = folder / "demo"
        if not template.exists():
            demo.build(template, silent, Books())
        bad = 0
        for seed in options.seed or [1]:
            place = Path(tempfile.mkdtemp(prefix=f"seed{seed}-", dir=folder)) / "demo"
            looks = Settings(language=options.language, theme=options.theme, staff_name="Sato")
            account = run(app, template, place, seed, options.seconds, options.acts, looks)
            sys.stdout.write(account.told() + "\n")
            sys.stdout.flush()
            bad += bool(account.faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
