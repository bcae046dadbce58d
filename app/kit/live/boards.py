"""Pieces of pages that look alike to everybody who reads one language: made once for all who look.

A board is read again when one of its topics changed, at most four times a second, and only while
somebody looks; it is drawn once for each language, and sent only when what it shows has changed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi.sse import format_sse_event

from app.kit.i18n import Language
from app.kit.live.broker import Broker, mark_topics
from app.kit.storage.scope import FIRST_HOTLINE, find_current

AT_MOST_EVERY_S = 0.25
AGAIN_AFTER_S = 2.0
"""What could not be read is tried again so much later."""
PREFIX = "board:"
"""The topic of a board is "board:" and its name."""
logger = logging.getLogger(__name__)


def is_board(topic: str) -> bool:
    """Whether a topic is what a board shows."""
    return topic.startswith(PREFIX)


@dataclass(frozen=True, slots=True)
class Board:
    """What it shows (`read`), in which words (`draw`), and when it may look otherwise: after a
    change of its topics, or every so many seconds."""

    name: str
    read: Callable[[], Awaitable[Hashable]]
    draw: Callable[[Hashable, Language], str]
    topics: frozenset[str] = frozenset()
    every_s: float | None = None


@dataclass(slots=True)
class _Shown:
    board: Board
    lookers: int = 0
    keeper: asyncio.Task[None] | None = None
    value: Hashable = None
    is_read: bool = False
    drawn: dict[Language, bytes] = field(default_factory=dict)


class Boards:
    """The boards of this process."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._boards: dict[str, Board] = {}
        self._shown: dict[tuple[int, str], _Shown] = {}

    def add(self, board: Board) -> None:
        """Let pages look at one more."""
        self._boards[board.name] = board

    def _find(self, name: str) -> _Shown:
        """The board as the hotline that asks sees it."""
        key = find_current() or FIRST_HOTLINE, name
        if key not in self._shown:
            self._shown[key] = _Shown(self._boards[name])
        return self._shown[key]

    @asynccontextmanager
    async def watch(self, topics: Iterable[str]) -> AsyncIterator[None]:
        """Keep the boards that are among `topics` current while the block lasts."""
        names = [topic.removeprefix(PREFIX) for topic in topics if is_board(topic)]
        watched = [self._find(name) for name in names if name in self._boards]
        for shown in watched:
            shown.lookers += 1
            if shown.keeper is None:
                shown.keeper = asyncio.create_task(self._keep(shown))
        try:
            yield
        finally:
            for shown in watched:
                shown.lookers -= 1
                if not shown.lookers and shown.keeper:
                    shown.keeper.cancel()
                    shown.keeper, shown.is_read = None, False

    def draw(self, topic: str, language: Language) -> bytes | None:
        """The board of that topic as it looks now, as an event of a stream; None before it was
        read.  The same object until it looks otherwise."""
        name = topic.removeprefix(PREFIX)
        shown = self._find(name) if name in self._boards else None
        if shown is None or not shown.is_read:
            return None
        if language not in shown.drawn:
            text = shown.board.draw(shown.value, language)
            shown.drawn[language] = format_sse_event(event="board", data_str=f"{topic}\n{text}")
        return shown.drawn[language]

    async def _keep(self, shown: _Shown) -> None:
        board, broker = shown.board, self._broker
        with broker.hearing(board.topics) as listener:
            while not broker.is_closed:
                broker.take(listener)
                is_well = await self._look(shown)
                await asyncio.sleep(AT_MOST_EVERY_S)
                await listener.rest(board.every_s if is_well else AGAIN_AFTER_S)

    async def _look(self, shown: _Shown) -> bool:
        """Read the board and tell who looks if it has changed; False when it cannot be read."""
        try:
            value = await shown.board.read()
        except Exception:
            logger.warning("the board %s cannot be read just now", shown.board.name)
            return False
        if not shown.is_read or value != shown.value:
            shown.value, shown.is_read = value, True
            shown.drawn.clear()
            here = find_current() or FIRST_HOTLINE
            self._broker.deliver(mark_topics(here, {PREFIX + shown.board.name}))
        return True
