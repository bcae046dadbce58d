"""The board of who waits, which every desk shows."""

from __future__ import annotations

from collections.abc import Hashable

from starlette.concurrency import run_in_threadpool

from app.desks.console.queries import read_queue_note
from app.desks.console.views import QueueNote
from app.kit.i18n import Language
from app.kit.live.boards import Board
from app.kit.storage.unit_of_work import Store
from app.kit.web.site import Site


def make_queue_board(store: Store, site: Site) -> Board:
    """How many wait, since when, how many of them in danger."""

    def read() -> QueueNote:
        with store.read() as session:
            return read_queue_note(session)

    async def read_aside() -> Hashable:
        return await run_in_threadpool(read)

    def draw(queue: Hashable, language: Language) -> str:
        return site.draw("console/queue.html", language, queue=queue)

    return Board("queue", read_aside, draw, topics=frozenset({"queue"}))
