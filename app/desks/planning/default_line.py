"""The line that is shipped: what holds of a line until its own events say better."""

import json
from functools import cache
from pathlib import Path

from routing.planning.own_line import Json

DEFAULT_LINE = Path(__file__).with_suffix(".json")


@cache
def default_line() -> Json:
    """The scenario as JSON; whoever changes it takes a copy."""
    raw: Json = json.loads(DEFAULT_LINE.read_text(encoding="utf-8"))
    return raw
