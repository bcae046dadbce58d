"""`python -m app.answers …`: the same as `hotline answers …`."""

import argparse

from app.answers.commands import register

parser = argparse.ArgumentParser(prog="python -m app.answers")
register(parser.add_subparsers(required=True))
arguments = parser.parse_args()
raise SystemExit(arguments.run(arguments))
