"""The floor: what any server of this kind pays for a call, with none of our logic.

The same server, the same check of the signature, the same engine, as many webhooks, rows and
transactions for a call; what to do at each step stands in the address that the carrier was given,
so the next address can be written by the step before.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from sqlalchemy import Column, Connection, Engine, Index, Integer, MetaData, String, Table, insert

from app.kit.clock import RunningClock
from app.kit.settings import read_settings
from app.kit.storage.base import UtcDateTime
from app.kit.storage.engine import WRITES, make_engine
from app.telephony.twilio.signatures import Signer, parse_body

FACTORY = "app.rehearsal.replay.calls.floor_app:build"
PAUSES_EVERY, PAUSE_S = 5, 1
"""A call lasts a few seconds, as ours do."""
_WORDS = "x" * 200

ROWS = Table(
    "bench_floor",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("call_sid", String, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("words", String, nullable=False),
    Index("ix_bench_floor_call", "call_sid"),
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a call is made of; the last webhook is the status of its end."""

    webhooks: int
    commits: int
    rows: int

    def address(self, step: int) -> str:
        """Where the carrier posts step 1 … `webhooks`."""
        return f"/floor/{self.webhooks}/{self.commits}/{self.rows}/{step}"

    def share_rows(self, step: int) -> list[int]:
        """For each transaction of a step, how many rows it writes."""
        done, upto = (self.commits * each // self.webhooks for each in (step - 1, step))
        return [
            self.rows * (each + 1) // self.commits - self.rows * each // self.commits
            for each in range(done, upto)
        ]


@dataclass(slots=True)
class Ledger:
    """Writes rows; on SQLite one writer at a time, as ours."""

    engine: Engine
    _turn: Lock

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        writing = self.engine.execution_options(**{WRITES: True})
        if self.engine.dialect.name == "sqlite":
            with self._turn, writing.begin() as connection:
                yield connection
        else:
            with writing.begin() as connection:
                yield connection

    def write(self, call_sid: str, at: datetime, rows: int) -> None:
        """One transaction."""
        with self._begin() as connection:
            row = {"call_sid": call_sid, "written_at": at, "words": _WORDS}
            if rows:
                connection.execute(insert(ROWS), [row] * rows)


async def admit(request: Request) -> dict[str, list[str]]:
    """The form of a genuine request; 403 otherwise."""
    form = parse_body(await request.body())
    signature = request.headers.get("x-twilio-signature", "")
    if not request.app.state.signer.is_genuine(str(request.url), form, signature):
        raise HTTPException(403)
    return form


def build() -> FastAPI:
    """The floor on the environment's database, for the carrier that holds its token."""
    settings = read_settings()
    engine = make_engine(settings.database_url)
    ROWS.create(engine, checkfirst=True)
    ledger, clock = Ledger(engine, Lock()), RunningClock()
    app = FastAPI()
    app.state.signer = Signer(settings.twilio.auth_token)

    @app.post("/floor/{webhooks}/{commits}/{rows}/{step}")
    def take(
        webhooks: int,
        commits: int,
        rows: int,
        step: int,
        form: Annotated[dict[str, list[str]], Depends(admit)],
    ) -> Response:
        recipe = Recipe(webhooks, commits, rows)
        for each in recipe.share_rows(step):
            ledger.write(form["CallSid"][0], clock.now(), each)
        return Response(_write_document(recipe, step), media_type="text/xml")

    @app.get("/sign-in")
    def tell_ready() -> Response:
        return Response()

    gc.freeze()
    return app


def _write_document(recipe: Recipe, step: int) -> str:
    if step + 1 >= recipe.webhooks:
        return "<Response><Hangup/></Response>"
    pause = "" if step % PAUSES_EVERY else f'<Pause length="{PAUSE_S}"/>'
    then = f'<Redirect method="POST">{recipe.address(step + 1)}</Redirect>'
    return f"<Response>{pause}{then}</Response>"
