"""The table of who may what (`who_may.csv`), and the page that people read (`docs/who_may.md`).

`python -m tests.web.who_may` writes the page anew.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tests.web.asking import Address

TABLE = Path(__file__).with_name("who_may.csv")
PAGE = Path(__file__).parents[2] / "docs" / "who_may.md"
WHO = ("nobody", "caller", "agent", "expert", "editor", "supervisor", "admin")
OWN = "own"
MARKS = {"yes": "yes", "own": "own", "no": "–", "not found": "–"}
TITLES = {
    "": "The front door",
    "account": "One's own account",
    "after-talk": "What follows a talk",
    "answers": "Answers for the public",
    "api": "Programs",
    "blocked": "Blocked numbers",
    "callbacks": "People to call back",
    "carrier": "The banner of trouble at the carrier",
    "chat": "The callers' chat",
    "console": "The console",
    "editor": "The knowledge base",
    "health": "Health",
    "line": "The line",
    "live": "Live news",
    "planning": "Planning",
    "prompts": "Recorded prompts",
    "recordings": "Recordings",
    "sign-in": "Signing in",
    "sign-out": "Signing out",
    "signed-in": "Whether the session holds",
    "softphone": "The telephone in the browser",
    "static": "Style sheets, scripts, fonts",
    "studio": "The prompt studio",
    "talks": "Live talks",
    "twilio": "The carrier's webhooks",
    "wallboard": "The wallboard",
    "widget.js": "The chat on the prefecture's websites",
}
INTRODUCTION = """# Who may what

Every address of the hotline and who is let in. Written from `tests/web/who_may.csv` by
`python -m tests.web.who_may`; `tests/web/test_who_may.py` asks the running application for every
address as everybody and holds each word of it: a new address without a row fails, and so does a row
without an address, a guard that was taken off, and a page that shows more than its row says.

- **yes**: is let in. **own**: for one's own contacts and offers; for a colleague's there is
  nothing to be found. **–**: refused, or nothing is found there.
- **Nobody** has no session; a **caller** holds the token of their own chat; staff have one role
  each. *Signed by*: only requests with the carrier's or 12345's signature pass, whoever sends them.
- **Shows** says what of callers stands in the answer. Administrators keep the machine and the
  accounts: they read no notes, no word of a caller and no whole number. Editors read the questions
  that nothing fitted, without numbers. Opening a card, a whole number, a message that was left, a
  file, a recording, a ticket or the list of questions is in the log with who it was.

Addresses of the simulated carrier are not among these: it is a program of its own, listens on this
machine only, asks for its account and token at every address (`tests/gateway/test_server.py`), and
is not started where a carrier is set.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """Who is let in to one address; `signed_by` is "", "carrier" or "12345"."""

    method: str
    path: str
    may: Mapping[str, str]
    signed_by: str
    shows: frozenset[str]

    @property
    def address(self) -> Address:
        """Its name."""
        return self.method, self.path


def read_table() -> dict[Address, Row]:
    """Every row by its address."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [
            Row(
                each["method"],
                each["path"],
                {who: each[who] for who in WHO},
                each["signed by"],
                frozenset(filter(None, each["shows"].split(", "))),
            )
            for each in csv.DictReader(file)
        ]
    return {row.address: row for row in rows}


def write_page() -> str:
    """The page, area by area."""
    return INTRODUCTION + "".join(_write_areas())


def _write_areas() -> Iterator[str]:
    heads = ("address", *WHO, "signed by", "shows")
    for area, rows in groupby(read_table().values(), lambda row: row.path.split("/")[1]):
        yield f"\n## {TITLES[area]}\n\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n"
        for row in rows:
            marks = [MARKS[row.may[who]] for who in WHO]
            name = f"`{row.method} {row.path}`"
            cells = (name, *marks, row.signed_by, ", ".join(sorted(row.shows)))
            yield f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(write_page(), encoding="utf-8")
