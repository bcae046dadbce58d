"""What came of a replay: figures from its contacts' facts, callers lost, the log's digest.

Reads only; every figure is a definition of `routing.measures` with its name and version.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.reports.fact_rows import list_all_records
from app.desks.reports.verify import verify
from app.hotline.contacts.models import Caller as CallerRow
from app.hotline.contacts.models import Contact, ContactStage
from app.kit.storage.event_log import Event
from app.kit.storage.vault import Vault
from app.rehearsal.replay.callers import RehearsedCaller
from app.rehearsal.replay.proving import Proof
from routing.measures import DEFINITIONS, Figure, average_speed_of_answer


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


def find_out(
    session: Session, vault: Vault, callers: Iterable[RehearsedCaller], now: datetime
) -> Findings:
    """Read the database of a replay in which exactly `callers` called; its log has been followed
    to the end."""
    facts = [record.facts for record in list_all_records(session).values()]
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


def list_lost(session: Session, vault: Vault, callers: Iterable[RehearsedCaller]) -> list[int]:
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
