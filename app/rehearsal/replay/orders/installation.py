"""A small hotline for one journey after another, with three people and a carrier whose callbacks
come late, twice, in any order or never.

People act by what they see: each act waits until the hotline shows that its turn has come.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.gateway.core.faults import Faults
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.queries import find_live_role, list_live_legs
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.actions import set_not_ready, set_ready, sign_in_agent
from app.hotline.dispatch.models import Offer
from app.hotline.ratings.models import Rating
from app.hotline.tickets.models import Ticket
from app.rehearsal.replay.stepped import TWILIO, SteppedWorld, make_stepped_world
from routing.model import OfferState

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
RULES = {"wrap_up_s": 5.0}
LOOKS_EVERY_S = 1.0
PATIENCE_S = 120.0
"""How long somebody waits for their turn before the journey counts as stuck."""

PEOPLE = {"tashi": "general", "dawa": "general", "lawyer": "lawyer"}
PHONES = {name: f"+861390000000{place}" for place, name in enumerate(PEOPLE, 1)}
ANSWERS = PhonePlan(answers_after_s=2, keys=(KeyPress("1", 1.0),))
OVER = (ContactStage.WRAPPING_UP, ContactStage.ENDED)
SILENT = PhonePlan(answers_after_s=None)
CALLER = PhonePlan(keys=(KeyPress("1", 1.0),), patience_s=3600, talk_s=36_000)
"""Asks for Tibetan and stays until told to hang up."""


class Stuck(Exception):
    """What a journey waited for did not come."""


class OverEarly(Exception):
    """The contact is over while the journey would go on: an end that was asked for."""


@dataclass(slots=True)
class OrderedInstallation:
    """The hotline and the journey under way: `number` calls, `contact_id` is what became of it."""

    world: SteppedWorld
    faults: Faults
    ids: dict[str, int] = field(default_factory=dict)
    number: str = ""
    contact_id: int = 0

    @classmethod
    def open(
        cls, folder: Path, seed: int, rules: dict[str, Any] | None = None, database_url: str = ""
    ) -> OrderedInstallation:
        """Everybody is on the roster and on duty, nobody is ready."""
        faults = Faults()
        rules = RULES if rules is None else rules
        world = make_stepped_world(
            folder,
            START,
            seed,
            database_url=database_url,
            rules=rules,
            faults=faults,
            calls_per_second=100,
            calls_back=False,  # ten minutes after its end a journey would go on in the next one
        )
        installation = cls(world, faults)
        for name, seat in PEOPLE.items():
            installation.ids[name] = installation._hire(name, seat)
        return installation

    def _hire(self, name: str, seat: str) -> int:
        with self.world.services.store.write() as uow:
            person = NewAgent(name.title(), ("zh", "bo"), seat, address=PHONES[name])
            agent_id = add_agent(uow, person).id
        with self.world.services.router.write() as work:
            sign_in_agent(work, agent_id)
        return agent_id

    def begin(self, number: str, *ready: str) -> None:
        """A new journey: the named are ready, all telephones answer."""
        self.number, self.contact_id = number, 0
        for name, phone in PHONES.items():
            self.set_phone(name, ANSWERS)
            assert phone in self.world.gateway.switch.plans
            if name in ready:
                self.make_ready(name)
            else:
                with self.world.services.router.write() as work:
                    set_not_ready(work, self.ids[name], "break")

    def set_phone(self, name: str, plan: PhonePlan) -> None:
        """What somebody's telephone does at its next ring."""
        self.world.gateway.switch.plans[PHONES[name]] = plan

    def make_ready(self, name: str) -> None:
        """Somebody says that they take calls."""
        with self.world.services.router.write() as work:
            if self.find(Agent, self.ids[name]).state != "ready":
                set_ready(work, self.ids[name])
        self.world.settle()

    def call_in(self, plan: PhonePlan = CALLER) -> None:
        """The journey's caller calls."""
        self.world.gateway.switch.dial_in(self.number, TWILIO.number, plan)
        self.run(0)
        with self.world.services.store.read() as session:
            self.contact_id = session.scalar(select(func.max(Contact.id))) or 0

    def act(self, use: Callable[..., Any], *args: Any, **options: Any) -> None:
        """A use case of somebody at the console, on the journey's contact."""
        with self.world.services.router.write() as work:
            use(work, work.uow.session.get_one(Contact, self.contact_id), *args, **options)
        self.world.settle()

    def hang_up(self, number: str) -> None:
        """Whoever is on the line under that number puts the receiver down."""
        switch = self.world.gateway.switch
        for phone in [each for each in switch.phones.values() if each.number == number]:
            switch.put_down(phone.leg)
        self.run(0)

    def press(self, number: str, key: str) -> None:
        """Whoever is on the line under that number presses a key."""
        switch = self.world.gateway.switch
        for phone in [each for each in switch.phones.values() if each.number == number]:
            switch.press(phone.leg, key)
        self.run(0)

    def break_line(self, number: str) -> None:
        """No coverage, a dead battery."""
        switch = self.world.gateway.switch
        for phone in [each for each in switch.phones.values() if each.number == number]:
            switch.break_line(phone.leg)
        self.run(0)

    def run(self, seconds: float) -> None:
        """Let time pass; who is still on the line is looked at as where clocks run."""
        self.world.run_until(self.world.clock.now() + timedelta(seconds=seconds))
        self.world.services.dispatcher.watch_when_due()
        self.world.settle()

    def wait_for(
        self, what: str, is_there: Callable[[Session], bool], within_s: float = PATIENCE_S
    ) -> None:
        """Let time pass until something shows; raises Stuck."""
        until_at = self.world.clock.now() + timedelta(seconds=within_s)
        while not self._look(is_there):
            if self.world.clock.now() >= until_at:
                raise Stuck(f"waited {within_s:.0f} s in vain: {what}")
            self.run(LOOKS_EVERY_S)

    def wait_for_talk(self, name: str) -> None:
        """The caller talks with somebody."""

        def is_there(session: Session) -> bool:
            contact = session.get_one(Contact, self.contact_id)
            return contact.state == ContactStage.CONNECTED and contact.agent_id == self.ids[name]

        self._wait_for_turn(f"the caller talks with {name}", is_there)

    def wait_for_second_answer(self) -> None:
        """The caller was brought together with somebody twice: again, after the line broke."""

        def is_there(session: Session) -> bool:
            mine = Offer.contact_id == self.contact_id, Offer.state == OfferState.CONNECTED
            return len(session.scalars(select(Offer.id).where(*mine)).all()) > 1

        self._wait_for_turn("the caller talks again", is_there)

    def wait_for_advice(self) -> None:
        """Whoever is consulted is in the talk."""

        def is_there(session: Session) -> bool:
            ticket = session.scalar(select(Ticket).where(Ticket.contact_id == self.contact_id))
            return ticket is not None and bool(ticket.consulted)

        self._wait_for_turn("the adviser is in", is_there)

    def wait_for_outside(self) -> None:
        """The outside line that was rung is in the talk."""

        def is_there(session: Session) -> bool:
            leg = find_live_role(session, self.contact_id, "outside")
            return leg is not None and leg.state == LegState.JOINED

        self._wait_for_turn("the outside line is in", is_there)

    def wait_for_rating_question(self) -> None:
        """The caller is asked how it was."""

        def is_there(session: Session) -> bool:
            mine = Rating.contact_id == self.contact_id
            return session.scalar(select(Rating.id).where(mine)) is not None

        self._wait_for_turn("the caller is asked how it was", is_there)

    def wait_for_state(self, *states: str, within_s: float = PATIENCE_S) -> None:
        """The contact has come to one of these states."""

        def is_there(session: Session) -> bool:
            return session.get_one(Contact, self.contact_id).state in states

        self._wait_for_turn(" or ".join(states), is_there, within_s)

    def is_quiet(self, session: Session) -> bool:
        """Nobody is on a line at the carrier, and the hotline knows it."""
        calls = self.world.gateway.carrier.exchange.calls.values()
        is_over = session.get_one(Contact, self.contact_id).state in OVER
        has_legs = bool(list_live_legs(session, self.contact_id))
        return is_over and not has_legs and not any(call.is_live for call in calls)

    def is_everybody_free(self, session: Session) -> bool:
        """Nobody is ringing, talking or writing up."""
        states = session.scalars(select(Agent.state))
        return all(state in {"ready", "not_ready"} for state in states)

    def find(self, kind: type[Any], row_id: int) -> Any:
        """A row as it stands."""
        with self.world.services.store.read() as session:
            return session.get_one(kind, row_id)

    def _wait_for_turn(
        self, what: str, is_there: Callable[[Session], bool], within_s: float = PATIENCE_S
    ) -> None:
        """As `wait_for`; raises OverEarly when it cannot come any more."""
        try:
            self.wait_for(what, is_there, within_s)
        except Stuck:
            if self._look(self._is_over):
                raise OverEarly(what) from None
            raise

    def _is_over(self, session: Session) -> bool:
        return session.get_one(Contact, self.contact_id).state == ContactStage.ENDED

    def _look(self, is_there: Callable[[Session], bool]) -> bool:
        with self.world.services.store.read() as session:
            return is_there(session)
