"""The live state in memory: agents, contacts, open offers, deadlines, and their indexes.

Built from rows, changed only by `step`. Indexes (who is free, who waits for what) are
derived and never stored. Ended contacts and closed offers are forgotten.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from routing.lifecycles import OPEN_OFFER_STATES
from routing.model import (
    Agent,
    AgentId,
    AgentState,
    Band,
    Contact,
    ContactId,
    ContactState,
    DeadlineKind,
    Instant,
    Offer,
    OfferId,
)
from routing.ranking import RankKey, rank_contact, rank_key
from routing.settings import Settings, require_valid

DeadlineKey = tuple[DeadlineKind, int]
_Ask = tuple[bool, str | None, str | None, str]
_Entry = tuple[RankKey, int, ContactId]
_READY, _OFFERED, _ENGAGED = AgentState.READY, AgentState.OFFERED, AgentState.ENGAGED
_WAITING = ContactState.WAITING


@dataclass(frozen=True, slots=True)
class Want:
    """What a seat must offer: a language (None: unknown) and a kind of work, on a channel."""

    voice: bool
    language: str | None
    likely: str | None
    seat: str

    def is_met_by(self, agent: Agent) -> bool:
        """Whether the agent's skills fit; state and permission are asked elsewhere."""
        if self.language is not None:
            return (self.language, self.seat) in agent.serves
        speaks = self.likely is None or self.likely in agent.languages
        return self.seat in agent.seats and (speaks or agent.is_bilingual)


@dataclass(slots=True)
class Line:
    """Waiting contacts with one want, smallest rank first; stale entries fall out when met.

    `agents` are those of the roster whose skills fit, whatever they do now.
    """

    want: Want
    agents: dict[AgentId, Agent]
    heap: list[_Entry] = field(default_factory=list)

    def push(self, contact: Contact) -> None:
        """Add a contact at its rank."""
        heappush(self.heap, (rank_key(contact), contact.place_no, contact.id))


@dataclass(slots=True)
class State:
    """All that the engine knows. Equal to another when rows and deadlines are equal."""

    settings: Settings
    agents: dict[AgentId, Agent] = field(default_factory=dict)
    contacts: dict[ContactId, Contact] = field(default_factory=dict)
    offers: dict[OfferId, Offer] = field(default_factory=dict)
    deadlines: dict[DeadlineKey, Instant] = field(default_factory=dict)
    next_offer_id: int = 1
    next_entry_no: int = field(default=1, compare=False)
    free_for_voice: dict[AgentId, Agent] = field(default_factory=dict, compare=False)
    free_for_chat: dict[AgentId, Agent] = field(default_factory=dict, compare=False)
    lines: dict[Want, Line] = field(default_factory=dict, compare=False)
    lines_by_ask: dict[_Ask, Line] = field(default_factory=dict, compare=False)
    interpretable: dict[str, dict[ContactId, Contact]] = field(default_factory=dict, compare=False)
    yielding: dict[ContactId, Contact] = field(default_factory=dict, compare=False)
    lacking: dict[ContactId, Contact] = field(default_factory=dict, compare=False)
    known_seats: set[str] = field(default_factory=set, compare=False)
    known_languages: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def build(
        cls,
        settings: Settings,
        agents: Iterable[Agent] = (),
        contacts: Iterable[Contact] = (),
        offers: Iterable[Offer] = (),
        next_offer_id: int = 1,
        deadlines: Mapping[DeadlineKey, Instant] | None = None,
    ) -> "State":
        """The state that rows describe.

        `contacts` and `offers` may hold ended and closed ones: they are left out.
        Raises SettingsRefusedError.
        """
        state = cls(require_valid(settings), next_offer_id=next_offer_id)
        for agent in agents:
            agent.voice_ids, agent.chat_ids = set(), set()
            agent.refresh_skills()
            state.agents[agent.id] = agent
        state.offers = {o.id: o for o in offers if o.state in OPEN_OFFER_STATES}
        live = (c for c in contacts if c.state is not ContactState.ENDED)
        for contact in sorted(live, key=lambda c: c.entry_no):
            state.contacts[contact.id] = contact
            state._attach(contact)
        state.deadlines = dict(deadlines or {})
        highest = max((c.entry_no for c in state.contacts.values()), default=0)
        state.next_entry_no = highest + 1
        state.rebuild_indexes()
        return state

    def _attach(self, contact: Contact) -> None:
        holders: set[AgentId | None] = {*contact.agent_ids, contact.adviser}
        if contact.is_voice and contact.state is ContactState.WRAPPING_UP:
            holders.discard(contact.interpreter)  # wraps up by themself, as after a transfer
        if contact.offer_id is not None and contact.offer_id in self.offers:
            holders |= set(self.offers[contact.offer_id].agent_ids)
        for agent_id in holders:
            if agent_id is not None:
                self.hold(self.agents[agent_id], contact)

    def hold(self, agent: Agent, contact: Contact) -> None:
        """Count the contact against the agent's capacity."""
        (agent.voice_ids if contact.is_voice else agent.chat_ids).add(contact.id)

    def release(self, agent: Agent, contact: Contact) -> None:
        """Give the capacity back."""
        (agent.voice_ids if contact.is_voice else agent.chat_ids).discard(contact.id)

    def rebuild_indexes(self) -> None:
        """Recompute every derived index, after building or after skills or settings changed."""
        roster = [agent for agent in self.agents.values() if agent.permitted]
        self.known_seats = {seat for agent in roster for seat in agent.seats}
        self.known_languages = {lang for agent in roster for lang in agent.languages}
        for agent in self.agents.values():
            self.index_agent(agent)
        self.lines, self.lines_by_ask = {}, {}
        self.interpretable, self.lacking, self.yielding = {}, {}, {}
        for contact in self.contacts.values():
            rank_contact(self.settings, contact)
            if contact.lacks is not None:
                self.lacking[contact.id] = contact
            self.index_contact(contact)

    def index_agent(self, agent: Agent) -> None:
        """Keep the two sets of free agents in step with this agent."""
        voice, chat = _has_room(agent)
        if voice:
            self.free_for_voice[agent.id] = agent
        else:
            self.free_for_voice.pop(agent.id, None)
        if chat:
            self.free_for_chat[agent.id] = agent
        else:
            self.free_for_chat.pop(agent.id, None)

    def index_contact(self, contact: Contact) -> None:
        """Put a waiting contact into its line, a call-back that spares the line beside them, and
        take any other out of the indexes."""
        self.unindex_contact(contact)
        if contact.state is not _WAITING or contact.retry_at is not None:
            return
        if self.spares_the_line(contact):
            self.yielding[contact.id] = contact
            return
        self.line_of(contact).push(contact)
        rule = self.settings.interpreted
        if contact.language == rule.language and contact.is_voice and rule.enabled:
            self.interpretable.setdefault(contact.seat, {})[contact.id] = contact

    def spares_the_line(self, contact: Contact) -> bool:
        """Whether it is a call-back that is rung only while enough seats are free (`yielding`)."""
        overtakes = self.settings.callback_overtakes_after_s is not None
        return contact.band is Band.YIELDING and not overtakes

    def unindex_contact(self, contact: Contact) -> None:
        """Forget the contact's places; call before its description changes."""
        contact.place_no += 1
        self.yielding.pop(contact.id, None)
        kinds = self.interpretable.get(contact.seat)
        if kinds is not None:
            kinds.pop(contact.id, None)

    def line_of(self, contact: Contact) -> Line:
        """The line that the contact waits in, or would."""
        ask = (contact.is_voice, contact.language, contact.likely_language, contact.seat)
        line = self.lines_by_ask.get(ask)
        if line is None:
            want = self.want_of(contact)
            line = self.lines.get(want) or self._open_line(want)
            self.lines_by_ask[ask] = line
        return line

    def _open_line(self, want: Want) -> Line:
        fits = {agent.id: agent for agent in self.agents.values() if want.is_met_by(agent)}
        line = self.lines[want] = Line(want, fits)
        return line

    def want_of(self, contact: Contact) -> Want:
        """What the contact is matched by. A kind of seat that nobody on the roster holds is
        served by the default seat, a language that nobody speaks by whoever is there (B13)."""
        language, likely, seat = contact.language, contact.likely_language, contact.seat
        if seat not in self.known_seats:
            seat = self.settings.default_seat
        if language is None:
            return Want(contact.is_voice, None, likely, seat)
        if language not in self.known_languages:
            return Want(contact.is_voice, None, None, seat)
        return Want(contact.is_voice, language, None, seat)

    def waiting_in(self, line: Line) -> Iterator[Contact]:
        """Waiting contacts of a line in order; stale entries are dropped, met ones kept."""
        heap: list[_Entry] = line.heap
        aside: list[_Entry] = []
        try:
            while heap:
                _, place_no, contact_id = heap[0]
                contact = self.contacts.get(contact_id)
                if contact is None or contact.place_no != place_no:
                    heappop(heap)
                    continue
                yield contact
                aside.append(heappop(heap))
        finally:
            for entry in aside:
                heappush(heap, entry)


def _has_room(agent: Agent) -> tuple[bool, bool]:
    """Whether the agent may take one more voice contact, and one more chat."""
    is_ready = agent.state is _READY
    if not agent.permitted or not (is_ready or _is_partly_free(agent)):
        return False, False
    voices, mixes = len(agent.voice_ids), agent.mixes_channels
    takes_voice = is_ready or (mixes and not voices)
    takes_chat = is_ready or mixes or not voices
    return (
        takes_voice and voices < agent.voice_capacity,
        takes_chat and len(agent.chat_ids) < agent.chat_capacity,
    )


def _is_partly_free(agent: Agent) -> bool:
    busy = agent.state is _OFFERED or agent.state is _ENGAGED
    return busy and agent.leaves_to is None
