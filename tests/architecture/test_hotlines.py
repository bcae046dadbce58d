"""What asks for the rows of every hotline is a short list, with reasons; nothing else says to which
hotline a row belongs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture.sources import dotted_name, imported_modules, list_modules, list_nodes

EVERY_HOTLINE = {
    "app/hotline/accounts/queries.py": "who signs in gives a user name, which is the house's",
    "app/hotline/opening/hotline_actions.py": "a hotline is added beside all others",
    "app/kit/jobs/relay.py": "one thread hands the slow effects of all hotlines to the workers",
    "app/kit/storage/health.py": "whether the database takes anything at all",
    "app/run/worker.py": "a job is named after its effect, which tells the hotline",
}
OWN_WORDS = {
    "app/kit/storage/base.py": "conditions of indexes",
    "app/kit/storage/migrating.py": "locks, before there are tables",
    "app/kit/storage/scope.py": "the words by which every hotline is meant",
    "app/doors/webhooks/models.py": "the condition of an index",
    "app/hotline/callbacks/models.py": "the condition of an index",
    "app/kit/storage/event_log.py": "who holds a lock on the log",
    "app/desks/reports/intervals.py": "the condition of an index, beside the hotline's",
    "app/rehearsal/replay/facts_bench.py": "statistics of a benchmark's database",
    "app/rehearsal/replay/calls/copying.py": "sequences of a benchmark's database",
    "app/rehearsal/replay/calls/growth.py": "sizes of a benchmark's tables",
    "app/rehearsal/replay/calls/usage.py": "what a benchmark's database has done",
}
"""Who writes SQL in words, which nobody keeps to a hotline."""
MIGRATIONS = Path("app/kit/storage/migrations")
SCOPE = "app/kit/storage/scope.py"


def list_calls(name: str) -> set[str]:
    """The files that call a function of this name."""
    return {
        str(path)
        for path in list_modules()
        for node in list_nodes(path)
        if isinstance(node, ast.Call) and dotted_name(node.func) == name
    }


def list_importing(name: str) -> set[str]:
    return {
        str(path)
        for path in list_modules()
        if MIGRATIONS not in path.parents
        and any(module == name for _, module in imported_modules(path))
    }


def test_who_asks_for_every_hotline_is_listed() -> None:
    assert list_calls("every_hotline") == set(EVERY_HOTLINE)


def test_who_writes_sql_in_words_is_listed() -> None:
    assert list_importing("sqlalchemy.text") == set(OWN_WORDS)


def find_said(is_said: Callable[[ast.AST], bool]) -> Iterator[str]:
    for path in list_modules():
        if MIGRATIONS not in path.parents:
            yield from (f"{path}:{n.lineno}" for n in list_nodes(path) if is_said(n))  # type: ignore[attr-defined]


def test_no_query_and_no_row_says_its_hotline_itself() -> None:
    """A condition or a value written by hand is one that somebody can forget."""

    def compares(node: ast.AST) -> bool:
        return isinstance(node, ast.Compare) and any(
            re.fullmatch(r"[A-Z]\w+\.hotline_id", dotted_name(each))
            for each in (node.left, *node.comparators)
        )

    assert [*find_said(compares)] == []
    wrong = ast.parse("select(Contact).where(Contact.hotline_id == 2)")
    assert any(compares(node) for node in ast.walk(wrong))
