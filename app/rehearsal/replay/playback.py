"""The stage of a replay: robots on the roster, the rota, the callers; on whatever clock.

The playback is the difference between the clocks; nothing here knows which one it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Protocol

from sqlalchemy import select

from app.gateway.simulated.plans import PhonePlan
from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import Contact, ContactStage
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.callers import Cast, RehearsedCaller, list_days
from app.rehearsal.replay.mapping import AgentGroup, Mapping
from app.rehearsal.replay.robots import Console, Robot
from app.rehearsal.replay.rota import HALF_HOUR, find_duty, list_half_hours

BEFORE_THE_FIRST_CALL = timedelta(minutes=1)

NOTED_TOPICS = {
    "general": "19",
    "lawyer": "04",
    "notary": "15",
    "mediator": "17",
    "legal_aid": "14",
    "complaint": "20",
}
"""The topic that a robot notes on the ticket, for the kind of work that the mapping names."""


class Playback(Protocol):
    """What a clock brings: time, telephones, consoles.  The store is the hotline's database."""

    @property
    def store(self) -> Store: ...

    def now(self) -> datetime: ...

    def plan(self, at: datetime, act: Callable[[], None]) -> None:
        """Let somebody act at an instant (or at once when it is past)."""
        ...

    def set_phone(self, number: str, plan: PhonePlan) -> None:
        """What the telephone of `number` does at its next ring."""
        ...

    def place_calls(self, callers: Iterable[RehearsedCaller]) -> None:
        """Let everybody call at their instant."""
        ...

    def open_console(self, agent_id: int, tell_topic: Callable[[int], str]) -> Console:
        """The console of an agent; `tell_topic` is what a contact's matter was."""
        ...


@dataclass(slots=True)
class ReplayStage:
    """The robots of one replay and whose matter each contact is."""

    playback: Playback
    mapping: Mapping
    seed: int
    robots: dict[int, Robot] = field(default_factory=dict)
    _groups: dict[str, list[Robot]] = field(default_factory=dict)
    _callers: dict[str, RehearsedCaller] = field(default_factory=dict)

    def prepare(self, cast: Cast) -> None:
        """Roster, rota and calls: from here on time alone is missing."""
        require_empty(self.playback.store)
        self._callers = {caller.number: caller for caller in cast.callers}
        for group in self.mapping.groups:
            self._groups[group.name] = [self._add_robot(group, i) for i in range(group.size)]
        start_at = find_start(cast)
        for midnight in list_days(cast, self.mapping):
            for half_hour, at in list_half_hours(midnight):
                if at > start_at - HALF_HOUR:
                    change = partial(self._change_duties, half_hour)
                    self.playback.plan(max(at, start_at), change)
        self.playback.place_calls(cast.callers)

    def look(self, agent_ids: Iterable[int]) -> None:
        """These agents' consoles changed: their robots look."""
        for agent_id in agent_ids:
            self.robots[agent_id].look()

    def count_open(self) -> int:
        """Contacts that have not come to their end."""
        with self.playback.store.read() as session:
            open_contacts = select(Contact.id).where(Contact.state != ContactStage.ENDED)
            return len(session.scalars(open_contacts).all())

    def _change_duties(self, half_hour: int) -> None:
        for group in self.mapping.groups:
            for index, robot in enumerate(self._groups[group.name]):
                robot.take_duty(find_duty(group, index, half_hour))

    def _add_robot(self, group: AgentGroup, index: int) -> Robot:
        number = f"+86139{len(self.robots) + 1:08d}"
        new = NewAgent(
            name=f"{group.name} {index + 1}",
            languages=group.languages,
            main_seat="general",
            second_seats=tuple(seat for seat in self.mapping.topics if seat != "general"),
            address=number,
        )
        with self.playback.store.write() as uow:
            agent_id = add_agent(uow, new).id
        robot = Robot(
            console=self.playback.open_console(agent_id, self._tell_topic),
            set_phone=partial(self.playback.set_phone, number),
            later=self._act_later,
            manners=self.mapping.manners,
            chance=Random(f"{self.seed}:robot:{agent_id}"),  # noqa: S311 - repeatable on purpose
        )
        self.robots[agent_id] = robot
        return robot

    def _act_later(
        self, since_at: datetime | None, delay_s: float, act: Callable[[], None]
    ) -> None:
        self.playback.plan((since_at or self.playback.now()) + timedelta(seconds=delay_s), act)

    def _tell_topic(self, contact_id: int) -> str:
        """What the caller said the matter was."""
        store = self.playback.store
        with store.read() as session:
            person = session.get_one(Contact, contact_id).caller
            assert person.number_sealed is not None
            number = store.vault.open(person.number_sealed, person.person_key)
        return NOTED_TOPICS[self._callers[number].kind.topic]


def require_empty(store: Store) -> None:
    """Raise BadInput when somebody is in the database: a replay is never mixed with real calls."""
    with store.read() as session:
        somebody = [session.scalar(select(table.id).limit(1)) for table in (Contact, Agent)]
    if somebody != [None, None]:
        raise BadInput(place="--database-url", reason="the database is not empty")


def find_start(cast: Cast) -> datetime:
    """When the first robots come on duty."""
    return cast.callers[0].at - BEFORE_THE_FIRST_CALL
