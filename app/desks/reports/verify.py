"""Proves laws 1–3 of the design over a database: nobody lost, the log is the truth, one person
one caller.  Reads only; what it finds are breaches with the ids that break a law."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.desks.reports.verify_breaches import Breach
from app.desks.reports.verify_facts import FollowedFacts
from app.desks.reports.verify_fold import Story
from app.desks.reports.verify_participants import compare_participants
from app.desks.reports.verify_rows import (
    compare_agents,
    compare_callbacks,
    compare_contacts,
    compare_offers,
    compare_ratings,
    find_given_up,
    find_overdue_effects,
)
from app.hotline.contacts.models import Contact
from app.kit.storage.event_log import Event

INTERVAL_S = 1800
LIVE = "live"


@dataclass(frozen=True, slots=True)
class Balance:
    """One half-hour: who arrived in it, and the classes they ended in (`live` has not)."""

    begins_at: datetime
    arrived: int
    classes: dict[str, int]

    @property
    def is_even(self) -> bool:
        return self.arrived == sum(self.classes.values())


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts, the balance of each interval, and every breach that was found."""

    events: int
    contacts: int
    offers: int
    agents: int
    balances: tuple[Balance, ...]
    breaches: tuple[Breach, ...]

    @property
    def classes(self) -> dict[str, int]:
        """All contacts by outcome class, the largest class first."""
        total: Counter[str] = Counter()
        for balance in self.balances:
            total.update(balance.classes)
        return dict(total.most_common())

    @property
    def lost(self) -> int:
        """Contacts that arrived and are in no class (law 1)."""
        return sum(b.arrived - sum(b.classes.values()) for b in self.balances)


def verify(session: Session, now: datetime) -> Verdict:
    """Check the whole database as it stands at `now`."""
    story, facts = Story(), FollowedFacts.begin(session)
    for event in session.scalars(select(Event).order_by(Event.id).execution_options(yield_per=500)):
        story.tell(event)
        facts.tell(event)
    balances = _balance(session, story)
    breaches = [
        *story.breaches,
        *compare_contacts(session, story),
        *compare_offers(session, story),
        *compare_agents(session, story),
        *compare_participants(session),
        *compare_ratings(session, story),
        *compare_callbacks(session, story),
        *facts.compare(session),
        *find_overdue_effects(session, now),
        *find_given_up(session),
        *(
            Breach(1, "does_not_balance", "interval", int(b.begins_at.timestamp()), str(b.classes))
            for b in balances
            if not b.is_even
        ),
    ]
    return Verdict(
        events=story.events,
        contacts=len(story.contacts),
        offers=len(story.offers),
        agents=len(story.agents),
        balances=balances,
        breaches=tuple(breaches),
    )


def _balance(session: Session, story: Story) -> tuple[Balance, ...]:
    """Arrivals as the log counts them against classes as the rows count them."""
    arrived = Counter(_interval(told.arrived_at) for told in story.contacts.values())
    classes: dict[datetime, Counter[str]] = {}
    for at, state, outcome in session.execute(
        select(Contact.arrived_at, Contact.state, Contact.outcome)
    ):
        known = outcome if state in {"ended", "wrapping_up"} else LIVE
        if known is not None:
            classes.setdefault(_interval(at), Counter())[known] += 1
    return tuple(
        Balance(begins_at, arrived[begins_at], dict(classes.get(begins_at, {})))
        for begins_at in sorted(arrived.keys() | classes.keys())
    )


def _interval(at: datetime) -> datetime:
    return datetime.fromtimestamp(at.timestamp() // INTERVAL_S * INTERVAL_S, UTC)
