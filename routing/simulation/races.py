"""Races in the engine: what consoles, carrier and clock may send at the same instant, at random.

Every round is a small line with two callers, on which a dozen events fall in an order that no
carrier would keep: late, repeated, for offers long over. Counted is whether anybody was ever
connected twice (B34): a caller with two agents, an agent with two callers, an offer taken by
two. Chance is an argument: a batch is its seed.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial

from routing.decisions import Refuse
from routing.events import (
    AgentBecameReady,
    AgentLineDropped,
    ContactAsked,
    ContactLeft,
    ConversationEnded,
    DeadlineReached,
    Event,
    OfferAccepted,
    OfferConnected,
    OfferDeclined,
    OfferFailed,
)
from routing.invariants import check
from routing.model import (
    Agent,
    AgentId,
    AgentState,
    Channel,
    Contact,
    ContactId,
    ContactState,
    DeadlineKind,
    OfferId,
)
from routing.settings import InterpretedSettings, Settings
from routing.state import State
from routing.step import step

BATCH = 10_000
EVENTS = 12
LONGEST_PAUSE_S = 4.0
CHECKED_EVERY = 50
"""Rounds after which all laws are checked, not only double connections."""
PLAIN = Settings(
    wrap_up_s=0.0,
    longest_wait_s=None,
    callback_offer_after_s=None,
    head_starts={},
    interpreted=InterpretedSettings(enabled=False),
)
"""Nothing but the order of asking."""
SETTINGS = tuple(replace(PLAIN, ring_together=n) for n in (1, 2, 3))
CALLERS = (ContactId(1), ContactId(2))


@dataclass(slots=True)
class RaceCounts:
    """What came of the rounds; `doubles` and `breaches` must be 0."""

    rounds: int = 0
    events: int = 0
    refused: int = 0
    connected: int = 0
    doubles: int = 0
    breaches: int = 0

    def add(self, other: "RaceCounts") -> None:
        """Add another batch's counts."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def run_races(
    rounds: int, seed: int, progress: Callable[[int, int], None] | None = None
) -> RaceCounts:
    """So many rounds, in batches that each have a seed of their own."""
    total = RaceCounts()
    for number, start in enumerate(range(0, rounds, BATCH)):
        total.add(run_batch(min(BATCH, rounds - start), seed * 1_000_003 + number))
        if progress is not None:
            progress(total.rounds, rounds)
    return total


def run_batch(rounds: int, seed: int) -> RaceCounts:
    """One batch. The same seed gives the same rounds."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, no secret
    counts = RaceCounts(rounds=rounds)
    for number in range(rounds):
        state = State.build(chance.choice(SETTINGS), _make_agents(chance))
        now = 0.0
        for event in _events(chance, state):
            now += LONGEST_PAUSE_S * chance.random()
            decisions = step(state, event, now)
            counts.events += 1
            counts.refused += isinstance(decisions[0], Refuse) if decisions else 0
            counts.connected += isinstance(event, OfferConnected) and len(decisions) > 1
            counts.doubles += count_doubles(state)
        if number % CHECKED_EVERY == 0:
            counts.breaches += bool(check(state))
    return counts


def _make_agents(chance: random.Random) -> list[Agent]:
    agents = []
    for number in range(1, chance.randint(1, 4) + 1):
        agent = Agent(AgentId(number), number, frozenset({"zh"}), "general")
        agent.state = AgentState.READY
        agents.append(agent)
    return agents


def _events(chance: random.Random, state: State) -> Iterator[Event]:
    """The first caller, then whatever comes, the second caller somewhere in between."""
    yield _ask(CALLERS[0])
    second = chance.randrange(EVENTS)
    for number in range(EVENTS):
        if number == second:
            yield _ask(CALLERS[1])
        yield chance.choices(_KINDS, cum_weights=_WEIGHTS)[0](chance, state)


def _ask(contact_id: ContactId) -> Event:
    return ContactAsked(Contact(contact_id, Channel.VOICE, "zh", "general", 0.0))


def _offer(chance: random.Random, state: State) -> OfferId:
    """Any offer that ever was, the newest ones more often."""
    return OfferId(max(1, state.next_offer_id - 1 - int(3 * chance.random() ** 2)))


def _agent(chance: random.Random, state: State) -> AgentId:
    return AgentId(1 + int(len(state.agents) * chance.random()))


def _on_offer(kind: Callable[..., Event], chance: random.Random, state: State) -> Event:
    return kind(_offer(chance, state), _agent(chance, state))


def _on_caller(kind: Callable[..., Event], chance: random.Random, _: State) -> Event:
    return kind(CALLERS[chance.random() < 0.5])


def _lapse(chance: random.Random, state: State) -> Event:
    return DeadlineReached(DeadlineKind.OFFER, _offer(chance, state))


def _connect(chance: random.Random, state: State) -> Event:
    return OfferConnected(_offer(chance, state))


def _fail(chance: random.Random, state: State) -> Event:
    return OfferFailed(_offer(chance, state), _agent(chance, state), "busy")


def _ready(chance: random.Random, state: State) -> Event:
    return AgentBecameReady(_agent(chance, state))


_MIX: tuple[tuple[Callable[[random.Random, State], Event], int], ...] = (
    (partial(_on_offer, OfferAccepted), 12),
    (_connect, 8),
    (partial(_on_offer, OfferDeclined), 2),
    (_fail, 2),
    (_lapse, 3),
    (partial(_on_caller, ContactLeft), 2),
    (partial(_on_caller, ConversationEnded), 2),
    (partial(_on_caller, AgentLineDropped), 2),
    (_ready, 4),
)
_KINDS = tuple(kind for kind, _ in _MIX)
_WEIGHTS = tuple(sum(weight for _, weight in _MIX[: n + 1]) for n in range(len(_MIX)))


def count_doubles(state: State) -> int:
    """Connections that should not be: an agent with two talks, an offer with two takers."""
    talking = [c.seat_agent for c in state.contacts.values() if c.state is ContactState.CONNECTED]
    doubles = len(talking) - len(set(talking))
    return doubles + sum(len(offer.accepted_by) > 1 for offer in state.offers.values())
