"""A small hotline with people who each play one part, on the stepped clock.

Everything goes in through the stand-in carrier's signed webhooks or the use cases of the
console; what is asked afterwards is read from the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.desks.reports.verify import verify
from app.gateway.core.faults import Faults
from app.gateway.core.switch import LegId
from app.gateway.core.wording import Wording
from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.agents.models import Agent
from app.hotline.callbacks.queries import Promise, list_promises
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Caller, Contact
from app.hotline.dispatch.actions import set_ready, sign_in_agent
from app.hotline.dispatch.models import Offer
from app.hotline.tickets.models import Ticket
from app.kit.storage.event_log import Event
from app.rehearsal.replay.stepped import SteppedWorld, make_stepped_world
from routing.events import ContactRedescribed
from routing.model import ContactId
from tests.journeys.protocol import CheckedGateway
from tests.journeys.proving import Prover

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BO, ZH = "1", "2"
TASHI, LI, DOLMA = "+8613900000001", "+8613900000002", "+8613900000003"
"""Tashi speaks both languages, Li Chinese, Dolma Tibetan; each is reached at this number."""

ACCEPTS = PhonePlan(answers_after_s=3, keys=(KeyPress("1", 1.0),))
SILENT = PhonePlan(answers_after_s=None)
VOICEMAIL = PhonePlan(answers_after_s=2, answered_by="machine_start")


def caller(key: str | None = BO, *, talk_s: float = 60, patience_s: float = 600) -> PhonePlan:
    """Somebody who presses `key` for the language (None: nothing), waits and talks."""
    keys = (KeyPress(key, 1.0),) if key else ()
    return PhonePlan(keys=keys, talk_s=talk_s, patience_s=patience_s)


@dataclass(slots=True)
class Hotline:
    """The world of one test; instants are seconds since its start."""

    world: SteppedWorld
    prover: Prover = field(init=False)

    def __post_init__(self) -> None:
        self.prover = Prover(self.world.services.store)

    @classmethod
    def open(
        cls, folder: Path, url: str = "", *, faults: Faults | None = None, **rules: Any
    ) -> Hotline:
        world = make_stepped_world(
            folder,
            START,
            1,
            database_url=url,
            rules=rules,
            faults=faults,
            calls_per_second=100,
            gateway_class=CheckedGateway,
        )
        return cls(world)

    def reword(self, wording: Wording) -> None:
        """From now on the carrier words what it tells like this."""
        self.world.gateway.carrier.exchange.wording = wording

    @property
    def protocol(self) -> CheckedGateway:
        """What was said between us and the carrier, and what of it was not allowed."""
        assert isinstance(self.world.gateway, CheckedGateway)
        return self.world.gateway

    @property
    def now_s(self) -> float:
        return (self.world.clock.now() - START).total_seconds()

    def staff(
        self,
        number: str = TASHI,
        languages: tuple[str, ...] = ("zh", "bo"),
        *,
        seat: str = "general",
        phone: PhonePlan = ACCEPTS,
        is_ready: bool = True,
    ) -> int:
        """Put somebody on the roster, on duty; returns the agent's id."""
        with self.world.services.store.write() as uow:
            agent_id = add_agent(uow, NewAgent("Person", languages, seat, address=number)).id
        self.world.gateway.switch.plans[number] = phone
        with self.world.services.router.write() as work:
            sign_in_agent(work, agent_id)
        if is_ready:
            self.make_ready(agent_id)
        return agent_id

    def make_ready(self, agent_id: int) -> None:
        with self.world.services.router.write() as work:
            set_ready(work, agent_id)
        self.world.settle()

    def ring_in(self, plan: PhonePlan, number: str = "+8613812340001") -> LegId:
        """A telephone calls the hotline now."""
        leg = self.world.gateway.switch.dial_in(number, "+8612348", plan)
        self.world.settle()
        return leg

    def ask_for(self, contact_id: int, seat: str) -> None:
        """A person wants this kind of seat: asked for when the language question is over."""
        self.run(10)
        with self.world.services.router.write() as work:
            contact = work.uow.session.get_one(Contact, contact_id)
            event = ContactRedescribed(
                ContactId(contact_id), contact.language, contact.variety, seat, contact.danger
            )
            work.route(event)
        self.world.settle()

    def run(self, seconds: float) -> None:
        """Let `seconds` pass."""
        self.world.run_until(self.world.clock.now() + timedelta(seconds=seconds))

    def contacts(self) -> list[Contact]:
        with self.world.services.store.read() as session:
            return list(session.scalars(select(Contact).order_by(Contact.id)))

    def contact(self, contact_id: int = 1) -> Contact:
        with self.world.services.store.read() as session:
            return session.get_one(Contact, contact_id)

    def agent(self, agent_id: int) -> Agent:
        with self.world.services.store.read() as session:
            return session.get_one(Agent, agent_id)

    def offers(self) -> list[Offer]:
        with self.world.services.store.read() as session:
            told = select(Offer).options(undefer(Offer.explanation))
            return list(session.scalars(told.order_by(Offer.id)))

    def legs(self, role: str = "agent") -> list[Leg]:
        with self.world.services.store.read() as session:
            return list(session.scalars(select(Leg).where(Leg.role == role).order_by(Leg.id)))

    def tickets(self) -> list[Ticket]:
        with self.world.services.store.read() as session:
            return list(session.scalars(select(Ticket).order_by(Ticket.id)))

    def promises(self, contact_id: int = 1) -> list[Promise]:
        """The call-backs that a contact was promised, in order."""
        with self.world.services.store.read() as session:
            return list_promises(session, contact_id)

    def reasons(self, contact_id: int = 1) -> list[str]:
        """Why a contact is to be called back, or was."""
        return [promise.reason for promise in self.promises(contact_id)]

    def events(self, *kinds: str) -> list[Event]:
        with self.world.services.store.read() as session:
            told = session.scalars(select(Event).order_by(Event.id))
            return [event for event in told if not kinds or event.kind in kinds]

    def rung(self) -> list[str]:
        """Every number that the carrier was made to call, in order."""
        calls = self.world.gateway.carrier.exchange.calls.values()
        return [call.to_number for call in calls if call.direction != "inbound"]

    def open_calls(self) -> list[str]:
        """Who is still on a line at the carrier."""
        calls = self.world.gateway.carrier.exchange.calls.values()
        return [
            call.from_number if call.direction == "inbound" else call.to_number
            for call in calls
            if call.is_live
        ]

    def change_contact(self, contact_id: int, **values: Any) -> None:
        """An agent notes something about a contact."""
        with self.world.services.store.write() as uow:
            contact = uow.session.get_one(Contact, contact_id)
            for name, value in values.items():
                setattr(contact, name, value)

    def change_caller(self, caller_id: int, **values: Any) -> None:
        """Somebody notes something about a person."""
        with self.world.services.store.write() as uow:
            caller = uow.session.get_one(Caller, caller_id)
            for name, value in values.items():
                setattr(caller, name, value)

    def answered_order(self) -> list[int]:
        """Contacts in the order in which they were answered."""
        return [event.contact_id or 0 for event in self.events("contact_answered")]

    def breaches(self) -> list[str]:
        """What `hotline verify` would say."""
        with self.world.services.store.read() as session:
            return [str(each) for each in verify(session, self.world.clock.now()).breaches]

    def problems(self) -> list[str]:
        """What the carrier's list of errors says of us."""
        entries = self.world.gateway.carrier.exchange.problems.entries
        return [f"{entry.code.value} {entry.message} {entry.url}" for entry in entries]


def outcomes(contacts: Iterable[Contact]) -> list[str | None]:
    return [contact.outcome for contact in contacts]
