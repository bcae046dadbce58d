"""A world whose process is killed at a chosen commit, while the carrier lives on."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

import app.kit.storage.unit_of_work as unit_of_work
from app.gateway.core.addresses import Source
from app.gateway.core.webhooks import (
    FailureReason,
    Outcome,
    WebhookFailure,
    WebhookRequest,
)
from app.hotline.prompts.fallback import write_fallback
from app.kit.storage.row_session import PinningSession
from app.rehearsal.replay.stepped import BASE_URL, InProcessHttp, SteppedWorld
from app.run.main import make_app
from app.run.wiring import wire
from app.telephony.port import Carrier


class Killed(BaseException):
    """kill -9: passes every `except Exception` and leaves only what was committed."""


def restart(world: SteppedWorld, carrier: Carrier | None = None) -> None:
    """Another process on the same database; nothing is carried over but what was committed."""
    old = world.services
    world.http.close()
    old.store.engine.dispose()
    services = wire(
        old.settings,
        clock=world.clock,
        carrier=carrier or old.carrier,
        chance=random.Random(old.store.chance.random()),
        durable=False,
    )
    world.services = services
    world.http = InProcessHttp(make_app(services))
    world.hear_commits()
    world.owes_slow_effects = True


def give_fallback(world: SteppedWorld) -> None:
    """The number's static fallback document, as docs/outage.md tells to set it."""
    exchange = world.gateway.carrier.exchange
    text = write_fallback(BASE_URL)
    exchange.account = replace(exchange.account, fallback=Source(None, text=text))


@dataclass(slots=True)
class CrashingWorld(SteppedWorld):
    """Down for `down_s` after each kill; the carrier finds nobody meanwhile."""

    down_s: float = 0.0
    down_until: datetime | None = None
    kills: int = 0

    def is_down(self) -> bool:
        if self.down_until is not None and self.clock.now() >= self.down_until:
            self.down_until = None
            self.come_back()
        return self.down_until is not None

    def come_back(self) -> None:
        """The next process begins when the time is over."""
        restart(self)

    def post(self, request: WebhookRequest) -> Outcome:
        if self.is_down():
            return WebhookFailure(FailureReason.UNREACHABLE)
        try:
            return SteppedWorld.post(self, request)
        except Killed:
            self.die()
            return WebhookFailure(FailureReason.UNREACHABLE)

    def settle(self) -> None:
        while True:
            try:
                if self.is_down():
                    self.gateway.pump(self.post)
                    return
                SteppedWorld.settle(self)
            except Killed:
                self.die()
            else:
                return

    def look_around(self) -> None:
        if not self.is_down():
            SteppedWorld.look_around(self)

    def find_next_due(self) -> datetime | None:
        if not self.is_down():
            return SteppedWorld.find_next_due(self)
        planned = self._plans[0][0] if self._plans else None
        instants = (self.gateway.due_at(), planned, self.down_until)
        return min((at for at in instants if at is not None), default=None)

    def _move_to(self, at: datetime) -> None:
        try:
            SteppedWorld._move_to(self, at)
        except Killed:
            self.die()
            self.settle()

    def die(self) -> None:
        self.kills += 1
        if self.down_s:
            self.down_until = self.clock.now() + timedelta(seconds=self.down_s)
        restart(self)


class KillAt:
    """Kills at the n-th commit of the process, just before it or just after it.

    With another `failure` the process lives on and the commit alone fails.
    """

    def __init__(self, number: int, moment: str, failure: type[BaseException] = Killed) -> None:
        self.count = 0
        killer = self

        class MortalSession(PinningSession):
            def commit(self) -> None:
                killer.count += 1
                is_last = killer.count == number
                if is_last and moment == "before":
                    raise failure
                super().commit()
                if is_last:
                    raise failure

        self._mortal = MortalSession

    def __enter__(self) -> Self:
        unit_of_work.PinningSession = self._mortal  # type: ignore[misc]
        return self

    def __exit__(self, *_: object) -> None:
        unit_of_work.PinningSession = PinningSession  # type: ignore[misc]


def make_crashing(world: SteppedWorld, down_s: float) -> CrashingWorld:
    """The same world, able to die."""
    give_fallback(world)
    crashing = CrashingWorld(world.clock, world.services, world.gateway, world.http, down_s=down_s)
    crashing.hear_commits()
    return crashing
