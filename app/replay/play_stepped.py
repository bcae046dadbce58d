"""Plays callers on the stepped clock: application, carrier and robots in one process, exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from app.agents.actions import NewAgent, add_agent
from app.contacts.models import Contact
from app.replay.callers import Caller, Cast, list_days
from app.replay.desk_console import ChangedAgents, DeskConsole
from app.replay.figures import Findings, find_out
from app.replay.mapping import AgentGroup, Mapping
from app.replay.robots import Robot
from app.replay.rota import find_duty, list_half_hours
from app.replay.stepped import TWILIO, SteppedWorld, make_stepped_world

BEFORE_THE_FIRST_CALL = timedelta(minutes=1)
DRAIN_STEP = timedelta(minutes=10)
DRAIN_STEPS_AT_MOST = 6 * 24
CALLS_PER_SECOND = 10.0
"""What the line has its carrier raise: one outgoing call a second delays a busy minute."""

Progress = Callable[[datetime, int, int], None]
"""Told now and then: the hotline's time, calls placed, calls in all."""


@dataclass(slots=True)
class Stage:
    """The robots of a world and whose matter each contact is."""

    world: SteppedWorld
    mapping: Mapping
    seed: int
    changed: ChangedAgents = field(default_factory=ChangedAgents)
    robots: dict[int, Robot] = field(default_factory=dict)
    groups: dict[str, list[Robot]] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)

    def add_group(self, group: AgentGroup) -> None:
        """Put a group's agents on the roster, each with a robot."""
        self.groups[group.name] = [self._add_robot(group, i) for i in range(group.size)]

    def change_duties(self, half_hour: int) -> None:
        """The rota's half hour begins."""
        for group in self.mapping.groups:
            for index, robot in enumerate(self.groups[group.name]):
                robot.take_duty(find_duty(group, index, half_hour))

    def look_around(self) -> None:
        """Every robot whose console changed looks at it."""
        for agent_id in self.changed.take():
            self.robots[agent_id].look()

    def _add_robot(self, group: AgentGroup, index: int) -> Robot:
        number = f"+86139{len(self.robots) + 1:08d}"
        first, *others = self.mapping.topics
        main, seconds = ("general", [first, *others])
        new = NewAgent(
            name=f"{group.name} {index + 1}",
            languages=group.languages,
            main_seat=main,
            second_seats=tuple(seat for seat in seconds if seat != main),
            address=number,
        )
        with self.world.parts.store.write() as uow:
            agent_id = add_agent(uow, new).id
        robot = Robot(
            agent_id=agent_id,
            console=DeskConsole(self.world.parts, agent_id, self._tell_topic),
            set_phone=lambda plan: self.world.gateway.switch.plans.__setitem__(number, plan),
            later=self._act_later,
            manners=self.mapping.manners,
            chance=Random(f"{self.seed}:robot:{agent_id}"),  # noqa: S311 - repeatable on purpose
        )
        self.robots[agent_id] = robot
        return robot

    def _act_later(self, delay_s: float, act: Callable[[], None]) -> None:
        self.world.plan(self.world.clock.now() + timedelta(seconds=delay_s), act)

    def _tell_topic(self, contact_id: int) -> str:
        """What the caller said the matter was."""
        parts = self.world.parts
        with parts.store.read() as session:
            caller = session.get_one(Contact, contact_id).caller
            assert caller.number_sealed is not None
            number = parts.store.vault.open(caller.number_sealed, caller.person_key)
        return self.callers[number].kind.topic


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
    start_at = cast.callers[0].at - BEFORE_THE_FIRST_CALL
    world = make_stepped_world(
        data_dir,
        start_at,
        seed,
        database_url=database_url,
        rules=mapping.rules,
        calls_per_second=CALLS_PER_SECOND,
    )
    try:
        _set_stage(world, cast, mapping, seed, start_at)
        _run(world, cast, progress)
        with world.parts.store.read() as session:
            return find_out(session, world.parts.store.vault, cast.callers)
    finally:
        world.close()


def _set_stage(
    world: SteppedWorld, cast: Cast, mapping: Mapping, seed: int, start_at: datetime
) -> None:
    stage = Stage(world, mapping, seed)
    stage.callers = {caller.number: caller for caller in cast.callers}
    for group in mapping.groups:
        stage.add_group(group)
    stage.changed.listen_to(world.parts.store)
    world.watchers.append(stage.look_around)
    for midnight in list_days(cast, mapping):
        for half_hour, at in list_half_hours(midnight):
            if at > start_at - timedelta(minutes=30):
                world.plan(max(at, start_at), lambda h=half_hour: stage.change_duties(h))
    for caller in cast.callers:
        world.plan(caller.at, lambda who=caller: _dial(world, who))


def _dial(world: SteppedWorld, caller: Caller) -> None:
    world.gateway.switch.dial_in(caller.number, TWILIO.number, caller.plan)


def _run(world: SteppedWorld, cast: Cast, progress: Progress) -> None:
    """Up to the last arrival minute by minute of progress, then until nobody is left."""
    for placed, caller in enumerate(cast.callers, start=1):
        world.run_until(caller.at)
        progress(caller.at, placed, len(cast.callers))
    for _ in range(DRAIN_STEPS_AT_MOST):
        if not _is_anybody_there(world):
            return
        world.run_until(world.clock.now() + DRAIN_STEP)


def _is_anybody_there(world: SteppedWorld) -> bool:
    from sqlalchemy import select

    with world.parts.store.read() as session:
        open_contact = select(Contact.id).where(Contact.state != "ended").limit(1)
        return session.scalar(open_contact) is not None
