"""A robot's console in the application's own process: the use cases behind the console's pages.

Serves the stepped clock, where everything is one process; over HTTP it is `http_console`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.console.actions import TicketForm, end_conversation, finish_contact, take_offer
from app.hotline.agents.models import Agent
from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.hotline.dispatch import actions
from app.hotline.dispatch.models import IS_STANDING, Offer, OfferSeat
from app.hotline.services import Services
from app.kit.storage.unit_of_work import Committed, Store
from app.rehearsal.replay.robots import ConsoleView
from routing.lifecycles import OPEN_OFFER_STATES
from routing.model import AgentState

TellTopic = Callable[[int], str]


@dataclass(slots=True)
class ChangedAgents:
    """Whose consoles changed since the last look: what the live stream tells a browser."""

    agent_ids: set[int] = field(default_factory=set)

    def listen_to(self, store: Store) -> None:
        """Hear every commit from now on."""
        store.listen(self._hear)

    def take(self) -> list[int]:
        """The agents whose consoles changed, in order, and forget them."""
        taken = sorted(self.agent_ids)
        self.agent_ids.clear()
        return taken

    def _hear(self, done: Committed) -> None:
        for topic in done.topics:
            subject, _, number = topic.partition(":")
            if subject == "agent":
                self.agent_ids.add(int(number))


@dataclass(frozen=True, slots=True)
class DeskConsole:
    """One agent's console; `tell_topic` is what the conversation was about."""

    services: Services
    agent_id: int
    tell_topic: TellTopic

    def look(self) -> ConsoleView:
        with self.services.store.read() as session:
            return read_view(session, self.agent_id)

    def sign_in(self) -> None:
        with self.services.router.write() as work:
            actions.sign_in_agent(work, self.agent_id)

    def sign_out(self) -> None:
        with self.services.router.write() as work:
            actions.sign_out_agent(work, self.agent_id)

    def set_ready(self) -> None:
        with self.services.router.write() as work:
            actions.set_ready(work, self.agent_id)

    def set_not_ready(self, reason: str) -> None:
        with self.services.router.write() as work:
            actions.set_not_ready(work, self.agent_id, reason)

    def accept(self, offer_id: int) -> None:
        with self.services.router.write() as work:
            take_offer(work, self.agent_id, offer_id)

    def end_talk(self, contact_id: int) -> None:
        with self.services.router.write() as work:
            end_conversation(work, self.agent_id, contact_id)

    def finish(self, contact_id: int) -> None:
        form = TicketForm(self.tell_topic(contact_id), "")
        with self.services.router.write() as work:
            finish_contact(work, self.agent_id, contact_id, form)


def read_view(session: Session, agent_id: int) -> ConsoleView:
    """What the console of an agent shows now."""
    agent = session.get_one(Agent, agent_id)
    match agent.state:
        case AgentState.OFFERED:
            offer_id = _find_offer(session, agent_id)
            return ConsoleView(agent.state, offer_id=offer_id, since_at=agent.state_since)
        case AgentState.ENGAGED | AgentState.WRAPPING_UP:
            contact_id = _find_contact(session, agent_id)
            return ConsoleView(agent.state, contact_id=contact_id, since_at=agent.state_since)
    return ConsoleView(agent.state, agent.reason or "")


def _find_offer(session: Session, agent_id: int) -> int | None:
    return session.scalar(
        select(Offer.id)
        .join(OfferSeat, OfferSeat.offer_id == Offer.id)
        .where(
            OfferSeat.agent_id == agent_id,
            OfferSeat.has_left.is_(False),
            IS_STANDING,
            Offer.state.in_(OPEN_OFFER_STATES),
        )
        .order_by(Offer.id.desc())
    )


def _find_contact(session: Session, agent_id: int) -> int | None:
    return session.scalar(
        select(Contact.id).where(
            Contact.agent_id == agent_id,
            IS_LIVE,
            Contact.state.in_((ContactStage.CONNECTED, ContactStage.WRAPPING_UP)),
        )
    )
