"""`python -m app.run.supervisor [--no-demo]`: what `scripts/run` becomes after the set-up."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys

from app.kit.errors import HotlineError
from app.kit.settings import read_settings
from app.run.supervisor.children import plan_installation
from app.run.supervisor.supervisor import Supervisor


def say(line: str) -> None:
    """Print one line at once; a terminal that is gone must not keep us from ending the rest."""
    with contextlib.suppress(OSError):
        print(line, flush=True)


def main() -> int:
    """Run the house until it is told to stop. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/run", description=__doc__)
    parser.add_argument("--no-demo", action="store_true", help="no training hotline")
    options = parser.parse_args()
    os.umask(0o077)  # whatever we and our children write is nobody else's to read
    try:
        settings = read_settings()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        installation = plan_installation(settings, demo=not options.no_demo)
    except HotlineError as error:
        say(f"cannot start: {error.facts.get('place')}: {error.facts.get('reason')}")
        return 1

    def tell() -> None:
        for notice in installation.notices:
            say(notice)
        say("Ctrl-C ends everything.")

    return Supervisor(installation.children, say).run(tell)


if __name__ == "__main__":
    sys.exit(main())
