"""The table of who is gone as people read it (`docs/party_gone.md`), written from
`app/hotline/calls/talking/gone.py`.

`python -m tests.architecture.party_gone` writes the page anew.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from enum import StrEnum

from app.hotline.calls.talking.gone import RULES, SAYS, Consequence, Party, Reason, Stage
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "party_gone.md"
INTRODUCTION = """# A party is gone

What follows when somebody is no longer on the line: by who it was, how the contact stood and what
was heard. Written from `app/hotline/calls/talking/gone.py` by `python -m
tests.architecture.party_gone`;
`tests/architecture/test_party_gone.py` holds that every case has exactly one row, and
`tests/journeys/test_party_gone.py` that the hotline does what each row says.

A carrier's word for why somebody left decides nothing: gone is whose own call is over.
"""


def _write_words(title: str, kind: type[StrEnum]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from (f"- **{each}**: {SAYS[each]}" for each in kind)
    yield ""


def _list(some: Collection[StrEnum], kind: type[StrEnum]) -> str:
    if len(some) == len(kind):
        return "any"
    without = [each for each in kind if each not in some]
    if len(without) <= 2:
        return "any but " + " and ".join(without)
    return ", ".join(some)


def write_page() -> str:
    """The whole page."""
    rows = [
        f"| {_list(rule.parties, Party)} | {_list(rule.stages, Stage)} |"
        f" {_list(rule.reasons, Reason)} | **{rule.consequence}** | {rule.why} |"
        for rule in RULES
    ]
    heads = "| who | how the contact stood | what was heard | what follows | why |"
    lines = [
        *(INTRODUCTION, heads, "|---|---|---|---|---|", *rows, ""),
        *_write_words("Who", Party),
        *_write_words("How the contact stood", Stage),
        *_write_words("What was heard", Reason),
    ]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE} {len(RULES)} rows, {len(Consequence)} consequences\n")
