"""Helpers of the routing tests: a small cast, and rows kept from decisions alone."""

from dataclasses import dataclass, field, fields, replace

from routing.decisions import (
    AcceptOffer,
    CancelDeadline,
    CloseOffer,
    ConnectOffer,
    Decision,
    DropLeg,
    MakeOffer,
    MoveAgent,
    MoveContact,
    NoteContact,
    OfferCallback,
    Refuse,
    SetDeadline,
)
from routing.events import AgentSignedIn, ContactAsked, Event
from routing.invariants import check
from routing.model import (
    Agent,
    AgentId,
    AgentState,
    Channel,
    Contact,
    ContactId,
    Offer,
    OfferState,
)
from routing.settings import Settings
from routing.state import State
from routing.step import step


def make_agent(number: int, languages: str = "zh", main: str = "general", **more) -> Agent:
    """An agent of the cast; `languages` separated by spaces."""
    return Agent(
        id=AgentId(number),
        position=number,
        languages=frozenset(languages.split()),
        main_seat=main,
        **more,
    )


def make_contact(number: int, language="zh", seat="general", at=0.0, **more) -> Contact:
    """A voice contact that asked at `at`."""
    values = {"channel": Channel.VOICE, **more}
    return Contact(id=ContactId(number), language=language, seat=seat, asked_at=at, **values)


@dataclass
class Rows:
    """What a shell would have in its tables, written from decisions alone."""

    agents: dict = field(default_factory=dict)
    contacts: dict = field(default_factory=dict)
    offers: dict = field(default_factory=dict)
    deadlines: dict = field(default_factory=dict)

    def write(self, decisions: list[Decision]) -> None:
        for decision in decisions:
            self._write_one(decision)

    def _write_one(self, decision: Decision) -> None:
        match decision:
            case MakeOffer(offer):
                self.offers[offer.id] = replace(offer)
            case AcceptOffer(offer_id, _, accepted_by):
                self.offers[offer_id].accepted_by = accepted_by
            case ConnectOffer(offer_id):
                self.offers[offer_id].state = OfferState.ACCEPTED
            case DropLeg(offer_id, agent_id, _):
                row = self.offers[offer_id]
                row.legs = tuple(leg for leg in row.legs if leg.agent_id != agent_id)
            case CloseOffer(offer_id, state, _):
                self.offers[offer_id].state = state
            case MoveContact() | NoteContact():
                _copy(decision, self.contacts[decision.contact_id], "contact_id")
            case MoveAgent():
                _copy(decision, self.agents[decision.agent_id], "agent_id")
            case SetDeadline(kind, subject_id, at):
                self.deadlines[kind, subject_id] = at
            case CancelDeadline(kind, subject_id):
                del self.deadlines[kind, subject_id]
            case OfferCallback() | Refuse():
                pass

    def rebuild(self, state: State) -> State:
        return State.build(
            state.settings,
            [_bare_agent(a) for a in self.agents.values()],
            [replace(c) for c in self.contacts.values()],
            [replace(o) for o in self.offers.values()],
            state.next_offer_id,
            self.deadlines,
        )


def _copy(decision, row, id_name: str) -> None:
    for each in fields(decision):
        if each.name != id_name:
            setattr(row, each.name, getattr(decision, each.name))


def _bare_agent(agent: Agent) -> Agent:
    return replace(agent, voice_ids=set(), chat_ids=set())


class Line:
    """A line under test: steps events, keeps rows, and checks the laws after each."""

    def __init__(self, agents=(), settings: Settings | None = None, ready=True) -> None:
        self.state = State.build(settings or Settings(), [])
        self.rows = Rows()
        self.now = 0.0
        for agent in agents:
            if ready:
                self.sign_in(agent)

    def sign_in(self, agent: Agent) -> list[Decision]:
        self.rows.agents.setdefault(agent.id, _bare_agent(agent))
        return self.do(AgentSignedIn(agent))

    def ask(self, contact: Contact) -> list[Decision]:
        self.rows.contacts[contact.id] = replace(contact)
        return self.do(ContactAsked(contact))

    def do(self, event: Event, at: float | None = None) -> list[Decision]:
        self.now = self.now if at is None else at
        decisions = step(self.state, event, self.now)
        self.rows.write(decisions)
        assert check(self.state) == []
        assert self.rows.rebuild(self.state) == self.state
        return decisions

    def offer_of(self, number: int) -> Offer | None:
        contact = self.state.contacts.get(ContactId(number))
        return self.state.offers.get(contact.offer_id) if contact else None

    def rung(self, number: int) -> list[int]:
        offer = self.offer_of(number)
        return list(offer.agent_ids) if offer else []

    def agent(self, number: int) -> Agent:
        return self.state.agents[AgentId(number)]

    def contact(self, number: int) -> Contact:
        return self.state.contacts[ContactId(number)]


def refusals(decisions: list[Decision]) -> list[str]:
    """Codes of the refusals among the decisions."""
    return [d.code.value for d in decisions if isinstance(d, Refuse)]


__all__ = ["AgentState", "Line", "Rows", "make_agent", "make_contact", "refusals"]
