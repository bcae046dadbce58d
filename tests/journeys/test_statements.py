"""What one told call asks of the database: each statement costs every call of a megacity's day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, event

from tests.journeys.cast import BO, Hotline, caller
from tests.journeys.conftest import Opener

MOST_STATEMENTS = 196
MOST_COMMITS = 23
"""Fourteen webhooks, four effects, three deadlines, looks for what was not told: fewer is better,
more wants a reason."""


@dataclass(slots=True)
class _Asked:
    statements: int = 0
    commits: int = 0


@contextmanager
def _count(engine: Engine) -> Iterator[_Asked]:
    asked = _Asked()

    def note_statement(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.statements += not statement.startswith("BEGIN")  # on SQLite we say it ourselves

    def note_commit(_: object) -> None:
        asked.commits += 1

    event.listen(engine, "before_cursor_execute", note_statement)
    event.listen(engine, "commit", note_commit)
    yield asked
    event.remove(engine, "before_cursor_execute", note_statement)
    event.remove(engine, "commit", note_commit)


def test_a_told_call_asks_the_database_no_more_than_it_must(open_on_sqlite: Opener) -> None:
    hotline: Hotline = open_on_sqlite()
    hotline.staff()
    hotline.prover.stop()
    hotline.run(10)  # what is asked once at the start is not a call's
    with _count(hotline.world.services.store.engine) as asked:
        hotline.ring_in(caller(BO, talk_s=5))
        hotline.run(90)
    assert hotline.contact().outcome == "answered"
    assert asked.statements <= MOST_STATEMENTS, asked
    assert asked.commits <= MOST_COMMITS, asked
