"""Every webhook of a world kept, to be told again in any order."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from app.gateway.core.webhooks import Outcome, WebhookRequest
from app.kit.storage.base import Base
from app.rehearsal.replay.stepped import SteppedWorld

UNMOVED = {"webhook_receipts"}
"""Receipts note that a request came again; everything else must stand still."""


class Recorder:
    """Keeps what was posted to the application, in order."""

    def __init__(self, world: SteppedWorld) -> None:
        self.requests: list[tuple[WebhookRequest, Outcome]] = []
        self._world = world
        self._post = type(world).post

    def post(self, request: WebhookRequest) -> Outcome:
        outcome = self._post(self._world, request)
        self.requests.append((request, outcome))
        return outcome

    def run_until(self, seconds_from_now: Any) -> None:
        """As the world's own, recording."""
        world = self._world
        world.gateway.pump(self.post)
        while (due_at := world.find_next_due()) is not None and due_at <= seconds_from_now:
            world.clock.advance_to(due_at)
            world.gateway.advance_to(due_at)
            while world.gateway.pump(self.post) or world.services.dispatcher.run_until_idle():
                pass


def shuffle_again(
    requests: list[tuple[WebhookRequest, Outcome]], chance: Random, *, with_new_tokens: bool
) -> list[WebhookRequest]:
    """All requests twice, in any order; new tokens: the carrier does not say that it repeats."""
    told = [request for request, _ in requests] * 2
    chance.shuffle(told)
    if not with_new_tokens:
        return told
    return [
        replace(
            request,
            headers={**request.headers, "I-Twilio-Idempotency-Token": f"again-{number}"},
        )
        for number, request in enumerate(told)
    ]


def photograph(session: Session) -> dict[str, list[str]]:
    """Every row of every table but the receipts, in an order of its own."""
    metadata: MetaData = Base.metadata
    return {
        table.name: sorted(
            json.dumps([repr(value) for value in row]) for row in session.execute(select(table))
        )
        for table in metadata.sorted_tables
        if table.name not in UNMOVED
    }
