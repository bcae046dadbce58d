"""`python -m app.desks.planning`: the planner's commands alone."""

import argparse
import sys

from app.desks.planning.commands import register
from app.kit.errors import HotlineError


def main() -> int:
    """Run one sub-command; a refused input becomes one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="app.desks.planning", description=__doc__)
    register(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args()
    try:
        return int(args.run(args))
    except HotlineError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
