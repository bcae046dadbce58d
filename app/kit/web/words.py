"""What each of our codes is called in front of people: one word per thing on every page.

`word("agent_state", code)` in a template. Every room names its own codes in a `words.py`: `WORDS`,
by kind, marked English sources alone; the catalogues hold both languages. A code without a word
shows itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from app.kit.i18n import N_

APP = Path(__file__).resolve().parents[2]

WEEKDAYS = {
    "0": N_("Monday"),
    "1": N_("Tuesday"),
    "2": N_("Wednesday"),
    "3": N_("Thursday"),
    "4": N_("Friday"),
    "5": N_("Saturday"),
    "6": N_("Sunday"),
}

WORDS = {"weekday": WEEKDAYS}


@cache
def collect_words() -> Mapping[str, Mapping[str, str]]:
    """The words of all rooms; a kind is named by one of them."""
    words: dict[str, Mapping[str, str]] = {}
    for path in sorted(APP.glob("*/*/words.py")):
        named = import_module(".".join((APP.name, *path.relative_to(APP).with_suffix("").parts)))
        assert not words.keys() & named.WORDS.keys(), path
        words |= named.WORDS
    return words


def find_word(kind: str, code: str | None) -> str:
    """Return the English source for a code of a kind; raises KeyError for an unknown kind."""
    return collect_words()[kind].get(code or "", code or "")
