"""The robots among the staff, the people who call and those who write, on whatever clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from random import Random

from app.hotline.contacts.models import Contact
from app.kit.errors import Refused
from app.rehearsal.replay.mapping import Manners
from app.rehearsal.replay.playback import Playback
from app.rehearsal.replay.robots import Console, Robot, RobotShift
from app.rehearsal.training.chats import PublicChats
from app.rehearsal.training.script import PEOPLE, WRITERS, ScriptedCaller, ScriptedWriter
from app.rehearsal.training.staff import ROBOTS, Member

MANNERS = Manners(
    pick_up_s=3.0, wrap_up_s=18.0, console_share=1.0, miss_share=0.02, back_after_s=25.0
)
USUAL_TALK_S = 70.0
GOODBYE_S = 2.0
"""So long after the matter is dealt with the agent ends the talk."""
READS_S = 7.0
"""How long a line is read and thought about before the next one is written."""


@dataclass(slots=True)
class Company:
    """`agent_ids` by user name; `chance` draws what differs from day to day."""

    playback: Playback
    chats: PublicChats
    agent_ids: Mapping[str, int]
    chance: Random
    robots: dict[int, Robot] = field(default_factory=dict)
    _turn: int = 0

    def come_on_duty(self) -> None:
        """Every robot signs in and becomes ready."""
        for member in ROBOTS:
            agent_id = self.agent_ids[member.username]
            self.robots[agent_id] = self._hire(member, agent_id)
        for robot in self.robots.values():
            robot.take_duty(RobotShift.ON)

    def go_home(self) -> None:
        """Every robot signs out, after the present work."""
        for robot in self.robots.values():
            robot.take_duty(RobotShift.OFF)

    def look(self, agent_ids: list[int]) -> None:
        """These consoles changed."""
        for agent_id in agent_ids:
            if agent_id in self.robots:
                self.robots[agent_id].look()

    def let_somebody_come(self) -> ScriptedCaller | ScriptedWriter:
        """The next of the script: three callers, then one who writes."""
        self._turn += 1
        if self._turn % 4 == 0:
            writer = WRITERS[self._turn // 4 % len(WRITERS)]
            self._let_write(writer)
            return writer
        return PEOPLE[(self._turn - self._turn // 4) % len(PEOPLE)]

    def tell_topic(self, contact_id: int) -> str:
        """What the matter turned out to be."""
        person, language = self._recognise(contact_id)
        if person is not None:
            return person.topic
        return next((w.topic for w in WRITERS if w.language == language), "19")

    def _recognise(self, contact_id: int) -> tuple[ScriptedCaller | None, str | None]:
        """Who of the script it is, by their number, and the language of the contact."""
        store = self.playback.store
        with store.read() as session:
            contact = session.get_one(Contact, contact_id)
            sealed, key = contact.caller.number_sealed, contact.caller.person_key
            number = store.vault.open(sealed, key) if sealed else ""
            language = contact.language
        return next((p for p in PEOPLE if p.number == number), None), language

    def _find_talk_s(self, contact_id: int) -> float:
        person, _ = self._recognise(contact_id)
        return person.talk_s if person is not None else USUAL_TALK_S

    def _say_goodbye(self, console: Console, contact_id: int) -> None:
        with suppress(Refused):  # the caller has gone
            console.end_talk(contact_id)

    def _hire(self, member: Member, agent_id: int) -> Robot:
        console: Console = self.playback.open_console(agent_id, self.tell_topic)
        return Robot(
            console=console,
            set_phone=partial(self.playback.set_phone, member.phone),
            later=lambda _since_at, delay_s, act: self._later(delay_s, act),
            manners=MANNERS,
            chance=Random(self.chance.getrandbits(64)),  # noqa: S311 - no secrets are drawn
            talk=partial(self._talk, agent_id, console),
        )

    def _talk(self, agent_id: int, console: Console, contact_id: int) -> None:
        """In a chat the robot answers line by line and closes the ticket; in a call it says
        goodbye, so that whoever is still there is asked how it was."""
        with self.playback.store.read() as session:
            contact = session.get_one(Contact, contact_id)
            channel, language = contact.channel, contact.language
        if channel == "voice":
            goodbye = partial(self._say_goodbye, console, contact_id)
            self._later(self._find_talk_s(contact_id) + GOODBYE_S, goodbye)
        if channel != "chat":
            return
        answers = next((w.answers for w in WRITERS if w.language == language), WRITERS[0].answers)
        for index, text in enumerate(answers):
            answer = partial(self.chats.answer, agent_id, contact_id, text, f"robot-{index}")
            self._later(READS_S * (2 * index + 1), answer)
        self._later(READS_S * (2 * len(answers) - 1) + 2, partial(console.finish, contact_id))

    def _let_write(self, writer: ScriptedWriter) -> None:
        token = self.chats.begin(writer.language)
        first, *others = writer.lines
        self._later(1.0, lambda: self._write(token, first, 0, tuple(others)))

    def _write(self, token: str, text: str, index: int, others: tuple[str, ...]) -> None:
        self.chats.write(token, text, f"line-{index}")
        self._later(READS_S, lambda: self._go_on(token, index + 1, others, waits=40))

    def _go_on(self, token: str, index: int, others: tuple[str, ...], waits: int) -> None:
        """Write the next line once somebody is there; give up after a while."""
        state = self.chats.look(token)
        if state in {"ended", "wrapping_up"}:
            return
        if state != "connected" and waits:
            self._later(READS_S, lambda: self._go_on(token, index, others, waits - 1))
        elif others and state == "connected":
            self._later(READS_S, lambda: self._write(token, others[0], index, others[1:]))
        else:
            self._later(READS_S, lambda: self.chats.end(token))

    def _later(self, delay_s: float, act: Callable[[], None]) -> None:
        self.playback.plan(self.playback.now() + timedelta(seconds=delay_s), act)
