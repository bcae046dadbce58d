"""Plays callers on the stepped clock: application, carrier and robots in one process, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from app.desks.reports.following import follow_to_the_end
from app.gateway.simulated.plans import PhonePlan
from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.callers import Cast, RehearsedCaller
from app.rehearsal.replay.desk_console import ChangedAgents, DeskConsole
from app.rehearsal.replay.figures import Findings, find_out
from app.rehearsal.replay.mapping import Mapping
from app.rehearsal.replay.playback import ReplayStage, find_start
from app.rehearsal.replay.robots import Console
from app.rehearsal.replay.stepped import TWILIO, SteppedWorld, make_stepped_world

DRAIN_STEP = timedelta(minutes=10)
DRAIN_STEPS_AT_MOST = 6 * 24
CALLS_PER_SECOND = 10.0
"""What the line has its carrier raise: one outgoing call a second delays a busy minute."""

Progress = Callable[[datetime, int, int], None]
"""Told now and then: the hotline's time, calls placed, calls in all."""


@dataclass(frozen=True, slots=True)
class SteppedPlayback:
    """The playback of one process."""

    world: SteppedWorld

    @property
    def store(self) -> Store:
        return self.world.services.store

    def now(self) -> datetime:
        return self.world.clock.now()

    def plan(self, at: datetime, act: Callable[[], None]) -> None:
        self.world.plan(at, act)

    def set_phone(self, number: str, plan: PhonePlan) -> None:
        self.world.gateway.switch.plans[number] = plan

    def place_calls(self, callers: Iterable[RehearsedCaller]) -> None:
        for caller in callers:
            self.world.plan(caller.at, partial(self._dial, caller))

    def open_console(self, agent_id: int, tell_topic: Callable[[int], str]) -> Console:
        return DeskConsole(self.world.services, agent_id, tell_topic)

    def _dial(self, caller: RehearsedCaller) -> None:
        self.world.gateway.switch.dial_in(caller.number, TWILIO.number, caller.plan)


def play_stepped(
    cast: Cast,
    mapping: Mapping,
    seed: int,
    data_dir: Path,
    *,
    database_url: str = "",
    progress: Progress = lambda _now, _placed, _all: None,
) -> Findings:
    """Play the whole cast and wait until the last of them has gone; the same seed, the same run."""
    world = make_stepped_world(
        data_dir,
        find_start(cast),
        seed,
        database_url=database_url,
        rules=mapping.rules,
        calls_per_second=CALLS_PER_SECOND,
        calls_back=False,  # a log of the past knows of none
    )
    try:
        stage = ReplayStage(SteppedPlayback(world), mapping, seed)
        changed = ChangedAgents()
        changed.listen_to(world.services.store)
        stage.prepare(cast)
        world.watchers.append(lambda: stage.look(changed.take()))
        _run(world, stage, cast, progress)
        follow_to_the_end(world.services.store)
        with world.services.store.read() as session:
            return find_out(session, world.services.store.vault, cast.callers, world.clock.now())
    finally:
        world.close()


def _run(world: SteppedWorld, stage: ReplayStage, cast: Cast, progress: Progress) -> None:
    """Up to the last arrival, then until nobody is left."""
    for placed, caller in enumerate(cast.callers, start=1):
        world.run_until(caller.at)
        progress(caller.at, placed, len(cast.callers))
    for _ in range(DRAIN_STEPS_AT_MOST):
        if not stage.count_open():
            return
        world.run_until(world.clock.now() + DRAIN_STEP)
