"""Measures the agent's help as the console asks for it: over HTTP, with many articles.

A made-up hotline in a folder that is thrown away, behind a real port of this machine; its
articles are rubbish to read. Every figure is milliseconds from the request to the last byte.
"""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, sleep

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import insert

from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.hotline.answers.models import AnswerArticle, AnswerText
from app.kit.storage.unit_of_work import UnitOfWork
from app.rehearsal.replay.stepped import make_stepped_world
from app.run.main import make_app
from knowledge.articles import Wording
from knowledge.bench import make_wordings, make_writers
from knowledge.content import TextState

START_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
USERNAME, PASSWORD = "bench", "bench-of-the-agents-help"
WARMING_UP = 3


def measure_help(count: int, asked: int, folder: Path) -> list[float]:
    """Milliseconds of each of `asked` requests for suggestions among `count` articles."""
    chance = random.Random(1)  # noqa: S311 - a repeatable draw
    wordings = make_wordings(count, make_writers(chance))
    world = make_stepped_world(folder, START_AT, seed=1)
    with world.services.store.write() as uow:
        _publish(uow, wordings)
    add_account(world.services.store, NewAccount(USERNAME, PASSWORD, USERNAME, Role.AGENT))
    chosen = [chance.choice(wordings) for _ in range(asked + WARMING_UP)]
    questions = [wording.question[:14] + wording.answer[:10] for wording in chosen]
    with serve(make_app(world.services)) as address:
        took = _ask(address, questions)
    world.close()
    return took[WARMING_UP:]


def _ask(address: str, questions: Sequence[str]) -> list[float]:
    """The first request builds the index and is not counted by the caller."""
    took = []
    with httpx.Client(base_url=address, timeout=3600, trust_env=False) as browser:
        browser.post("/sign-in", data={"username": USERNAME, "password": PASSWORD})
        for question in questions:
            started = perf_counter()
            browser.post("/api/answers/suggest", json={"text": question}).raise_for_status()
            took.append((perf_counter() - started) * 1000)
    return took


def _publish(uow: UnitOfWork, wordings: Sequence[Wording]) -> None:
    """Rows as an import would leave them, written at one go."""
    ids = dict.fromkeys(wording.article_id for wording in wordings)
    article = {
        "topic": "99",
        "audience": [],
        "owner_unit": "",
        "legal_basis": {"items": []},
        "created_at": uow.now,
    }
    uow.session.execute(insert(AnswerArticle), [{"id": each} | article for each in ids])
    uow.session.execute(
        insert(AnswerText),
        [_make_row(uow, number, wording) for number, wording in enumerate(wordings, 1)],
    )


def _make_row(uow: UnitOfWork, number: int, wording: Wording) -> dict[str, object]:
    content = {
        "question": wording.question,
        "alternates": list(wording.alternates),
        "short_answer": wording.answer,
        "full_answer": "",
        "steps": [],
        "papers": [],
        "where": "",
    }
    return {
        "article_id": wording.article_id,
        "language": wording.language,
        "state": TextState.APPROVED,
        "content": content,
        "version": 1,
        "change_number": number,
        "changed_at": uow.now,
    }


@contextmanager
def serve(app: FastAPI) -> Iterator[str]:
    """The application behind a port of its own while the block lasts; yields its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        app.state.broker.close()
        server.should_exit = True
        thread.join(timeout=10)
