"""`python -m app.planning`: the planner's commands alone."""

import argparse
import sys

from app.errors import HotlineError
from app.planning.commands import register


def main() -> int:
    """Run one sub-command; a refused input becomes one line and exit code 2."""
    parser = argparse.ArgumentParser(prog="app.planning", description=__doc__)
    register(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args()
    try:
        return int(args.run(args))
    except HotlineError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
