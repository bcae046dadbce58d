"""Plays the training morning against the running processes until it is told to stop.

Callers come through the stand-in carrier, writers through the public chat, robot colleagues
through the console's own pages: nothing here is known to the hotline as anything but people.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

import httpx

from app.gateway.simulated.plans import PhonePlan
from app.kit.errors import Refused
from app.kit.settings import Settings
from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.http_console import ConsoleBroken, HttpConsole
from app.rehearsal.replay.live_playback import LivePlayback
from app.rehearsal.replay.robots import Console
from app.rehearsal.training.chats import PublicChats
from app.rehearsal.training.company import Company
from app.rehearsal.training.script import PEOPLE, ScriptedCaller
from app.rehearsal.training.staff import AGENTS, PASSWORD

log = logging.getLogger(__name__)

FIRST_GAPS_S = (2.0, 4.0, 5.0, 6.0, 8.0)
LIVELY_S, CALM_S = 16.0, 45.0
"""Mean seconds between two visitors: for the first half hour, and afterwards."""
LIVELY_FOR = timedelta(minutes=30)
SET_PHONES_EVERY = timedelta(minutes=2)
LOOK_EVERY_S = 0.4
REST_AFTER_TROUBLE_S = 3.0
SOFTPHONE = PhonePlan(answers_after_s=1.5)
"""A newcomer's telephone picks up by itself and presses nothing: the console accepts."""

TROUBLE = (httpx.HTTPError, ConsoleBroken, Refused)


@dataclass(slots=True)
class TrainingPlayback(LivePlayback):
    """A live playback whose robots use the accounts that are there; `usernames` by agent."""

    usernames: Mapping[int, str] = field(default_factory=dict)
    consoles: dict[int, HttpConsole] = field(default_factory=dict)

    def open_console(self, agent_id: int, tell_topic: Callable[[int], str]) -> Console:
        console = self.browse(agent_id, self.usernames[agent_id], PASSWORD, tell_topic)
        self.consoles[agent_id] = console
        return console


@dataclass(slots=True)
class Morning:
    """The loop: let people come, let robots look, do what is due."""

    playback: TrainingPlayback
    company: Company
    chance: Random
    stopping: threading.Event
    _came: int = 0

    def play(self) -> None:
        """Until `stopping` is set; trouble with a server is waited out."""
        while not self._try(self._prepare) and not self.stopping.is_set():
            pass
        lively_until = self.playback.now() + LIVELY_FOR
        self._plan_next(lively_until)
        while not self.stopping.wait(LOOK_EVERY_S):
            self._try(self._look_and_act)

    def _prepare(self) -> None:
        self._set_phones()
        self.company.come_on_duty()

    def _set_phones(self) -> None:
        """What telephones do when they are rung; again and again, for a carrier that came anew."""
        self.playback.plan(self.playback.now() + SET_PHONES_EVERY, self._set_phones)
        for member in AGENTS:
            if not member.is_robot:
                self.playback.set_phone(member.phone, SOFTPHONE)
        for person in PEOPLE:
            self.playback.set_phone(person.number, person.plan_call_back())

    def _look_and_act(self) -> None:
        self.company.look(self.playback.list_changed_agents())
        self.playback.act_until_now()
        for trouble in self.playback.troubles:
            log.warning("training: %s", trouble)
        self.playback.troubles.clear()

    def _plan_next(self, lively_until: datetime) -> None:
        mean_s = LIVELY_S if self.playback.now() < lively_until else CALM_S
        gap_s = (
            FIRST_GAPS_S[self._came]
            if self._came < len(FIRST_GAPS_S)
            else self.chance.expovariate(1 / mean_s)
        )
        self._came += 1

        def come() -> None:
            self._plan_next(lively_until)
            visitor = self.company.let_somebody_come()
            if isinstance(visitor, ScriptedCaller):
                self.playback.call(visitor.number, visitor.plan_call(self.chance))

        self.playback.plan(self.playback.now() + timedelta(seconds=gap_s), come)

    def _try(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except TROUBLE as trouble:
            log.warning("training: %s: %s", type(trouble).__name__, trouble)
            self.stopping.wait(REST_AFTER_TROUBLE_S)
            return False
        return True


def play_morning(
    store: Store, settings: Settings, agent_ids: Mapping[str, int], stopping: threading.Event
) -> None:
    """Play against the processes that `settings` name until `stopping` is set."""
    playback = TrainingPlayback(
        store=store,
        clock=store.clock,
        carrier=httpx.Client(
            base_url=settings.twilio.api_base_url, timeout=30, auth=settings.carrier_login
        ),
        base_url=settings.public_base_url,
        usernames={agent_id: username for username, agent_id in agent_ids.items()},
    )
    public = httpx.Client(base_url=settings.public_base_url, timeout=30)
    playback.browsers.append(public)
    chance = Random()  # noqa: S311 - who calls when is no secret; every morning differs
    chats = PublicChats(public, partial(_answer, playback.consoles))
    company = Company(playback, chats, agent_ids, chance)
    try:
        Morning(playback, company, chance, stopping).play()
    finally:
        playback.close()


def _answer(
    consoles: Mapping[int, HttpConsole], agent_id: int, contact_id: int, text: str, name: str
) -> None:
    """Through the agent's own browser."""
    consoles[agent_id].write(contact_id, text, name)
