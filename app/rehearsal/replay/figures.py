"""What came of a replay: figures from the event log, callers lost, and the log's digest.

Reads only; every figure is a definition of `routing.measures` with its name and version.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.reports.verify import verify
from app.hotline.contacts.facts import CONTACT_ARRIVED
from app.hotline.contacts.models import Caller as CallerRow
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.facts import CONTACT_ANSWERED, CONTACT_ASKED, CONTACT_MOVED
from app.kit.storage.event_log import Event
from app.kit.storage.vault import Vault
from app.rehearsal.replay.callers import Caller
from app.rehearsal.replay.proving import Proof
from routing.facts import ContactFacts
from routing.measures import DEFINITIONS, Figure, average_speed_of_answer
from routing.model import Outcome


@dataclass(frozen=True, slots=True)
class Findings:
    """The outcome of one replay.  `outcomes` counts contacts by class; "" is none at all.

    `lost` are rows of the log, `breaches` what `hotline verify` says breaks a law,
    `troubles` what servers answered wrongly, `proof` what the laws' checks said during the
    replay (real processes only).
    """

    contacts: int
    outcomes: dict[str, int]
    figures: tuple[Figure, ...]
    lost: tuple[int, ...]
    breaches: tuple[str, ...]
    digest: str
    events: int
    troubles: tuple[str, ...] = ()
    proof: Proof = field(default_factory=Proof)

    @property
    def answered_share(self) -> float | None:
        """Percent of those who asked that somebody picked up live (`any_seat_live`)."""
        return next(f.value for f in self.figures if f.definition == "any_seat_live")

    def as_table(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self)


def find_out(session: Session, vault: Vault, callers: Iterable[Caller], now: datetime) -> Findings:
    """Read the database of a replay in which exactly `callers` called."""
    facts = read_facts(session)
    outcomes = Counter("" if fact.outcome is None else str(fact.outcome) for fact in facts)
    figures = [definition.measure(facts) for definition in DEFINITIONS]
    digest, events = digest_events(session)
    return Findings(
        contacts=len(facts),
        outcomes=dict(sorted(outcomes.items())),
        figures=(*figures, average_speed_of_answer(facts)),
        lost=tuple(list_lost(session, vault, callers)),
        breaches=tuple(str(breach) for breach in verify(session, now).breaches),
        digest=digest,
        events=events,
    )


def read_facts(session: Session) -> list[ContactFacts]:
    """The facts of every contact, from the log alone."""
    facts: dict[int, ContactFacts] = {}
    for event in session.scalars(select(Event).order_by(Event.id)):
        if event.contact_id is None:
            continue
        if event.kind == CONTACT_ARRIVED.name:
            facts[event.contact_id] = ContactFacts(arrived_at=event.at.timestamp())
        elif event.contact_id in facts:
            facts[event.contact_id] = _add_fact(facts[event.contact_id], event)
    return list(facts.values())


def _add_fact(fact: ContactFacts, event: Event) -> ContactFacts:
    at, data = event.at.timestamp(), event.data
    match event.kind:
        case CONTACT_ASKED.name:
            return replace(fact, asked_at=at, language=data["language"], seat=data["seat"])
        case CONTACT_ANSWERED.name:
            right_seat_at = at if data["right_seat"] else fact.right_seat_at
            return replace(fact, answered_at=fact.answered_at or at, right_seat_at=right_seat_at)
        case CONTACT_MOVED.name if data["outcome"] is not None:
            return replace(fact, outcome=Outcome(data["outcome"]), left_at=fact.left_at or at)
    return fact


def list_lost(session: Session, vault: Vault, callers: Iterable[Caller]) -> list[int]:
    """Rows whose call has not exactly one contact that ended in an outcome class (law 1)."""
    ended: Counter[str] = Counter()
    unended: Counter[str] = Counter()
    contacts = select(CallerRow.number_index, Contact.state, Contact.outcome).join(Contact.caller)
    for number_index, state, outcome in session.execute(contacts):
        is_over = state == ContactStage.ENDED and outcome is not None
        (ended if is_over else unended)[number_index or ""] += 1
    indexes = [(caller.row, vault.index(caller.number)) for caller in callers]
    return [row for row, index in indexes if ended[index] != 1 or unended[index]]


def digest_events(session: Session) -> tuple[str, int]:
    """SHA-256 over every entry of the log in order, and how many there are."""
    digest, count = hashlib.sha256(), 0
    for event in session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=500)):
        subjects = [event.contact_id, event.agent_id, event.offer_id]
        entry = [event.at.isoformat(), event.kind, *subjects, event.data]
        digest.update(json.dumps(entry, sort_keys=True).encode() + b"\n")
        count += 1
    return digest.hexdigest(), count
