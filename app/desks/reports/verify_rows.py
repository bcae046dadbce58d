"""Compares the rows with what the log tells (law 2), and looks for contacts that were lost
between the two (law 1).  Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.desks.reports.verify_breaches import Breach
from app.desks.reports.verify_fold import AgentStory, ContactStory, OfferStory, Story
from app.hotline.agents.models import Agent
from app.hotline.callbacks.queries import list_faults, list_promised, read_ends
from app.hotline.calls.lifecycle import LegState
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import IS_LIVE, Contact, ContactStage
from app.hotline.dispatch.kept_queries import read_kept
from app.hotline.dispatch.models import IS_STANDING, Offer
from app.hotline.ratings.models import Rating
from app.hotline.tickets.models import Ticket
from app.kit.storage.effect_actions import EFFECT_GIVEN_UP, GIVEN_UP
from app.kit.storage.effect_kinds import EFFECTS
from app.kit.storage.outbox import Outbox

OWED_AT_MOST_S = 60.0
"""An effect for a contact that has ended may be owed this long, for retries."""

_ON_THE_LINE = frozenset(
    {ContactStage.ARRIVED, ContactStage.WAITING, ContactStage.OFFERED, ContactStage.CONNECTED}
)


def compare_contacts(session: Session, story: Story) -> Iterator[Breach]:
    """Each contact: a row and a story that agree, one outcome once ended, one ticket."""
    tickets = dict(
        session.execute(select(Ticket.contact_id, func.count()).group_by(Ticket.contact_id)).all()
    )
    with_line = set(
        session.scalars(
            select(Leg.contact_id).where(Leg.role == "caller", Leg.state != LegState.ENDED)
        )
    )
    seen = set()
    for row in session.scalars(select(Contact).order_by(Contact.id)):
        seen.add(row.id)
        told = story.contacts.get(row.id)
        if told is None:
            yield Breach(2, "row_without_log", "contact", row.id)
            continue
        yield from _compare_contact(row, told)
        yield from _check_end(row, row.id in with_line)
        if tickets.get(row.id, 0) != 1 or told.tickets != 1:
            detail = f"{tickets.get(row.id, 0)} rows, {told.tickets} opened"
            yield Breach(1, "not_one_ticket", "contact", row.id, detail)
    for contact_id in sorted(story.contacts.keys() - seen):
        yield Breach(1, "log_without_row", "contact", contact_id)


def _compare_contact(row: Contact, told: ContactStory) -> Iterator[Breach]:
    pairs = {
        "channel": (row.channel, told.channel),
        "state": (row.state, told.state),
        "outcome": (row.outcome, told.outcome),
        "language": (row.language, told.language),
        "arrived_at": (row.arrived_at, told.arrived_at),
        "asked_at": (row.asked_at, told.asked_at),
        "answered_at": (row.answered_at, told.answered_at),
        "agent_id": (row.agent_id, told.agent_id),
        "offer_id": (row.offer_id, told.offer_id),
    }
    yield from _differences("contact", row.id, pairs)
    waiting_since = read_kept(row).asked_at
    if told.asked_at is not None and waiting_since != told.asked_at.timestamp():
        yield Breach(1, "start_of_waiting_changed", "contact", row.id, str(waiting_since))


def _check_end(row: Contact, has_line: bool) -> Iterator[Breach]:
    if (row.state == ContactStage.ENDED) and row.outcome is None:
        yield Breach(1, "ended_without_outcome", "contact", row.id)
    is_called_again = row.state == ContactStage.CONNECTED and row.outcome == "answered"
    if row.state in _ON_THE_LINE and row.outcome is not None and not is_called_again:
        yield Breach(1, "outcome_before_the_end", "contact", row.id, row.outcome)
    is_booked = read_kept(row).booked_at is not None
    if row.channel == "voice" and row.state in _ON_THE_LINE and not has_line and not is_booked:
        yield Breach(1, "nobody_on_the_line", "contact", row.id, row.state)


def compare_offers(session: Session, story: Story) -> Iterator[Breach]:
    """Each offer's row and story."""
    seen = set()
    for row in session.scalars(select(Offer).order_by(Offer.id)):
        seen.add(row.id)
        told = story.offers.get(row.id)
        if told is None:
            yield Breach(2, "row_without_log", "offer", row.id)
        else:
            yield from _compare_offer(row, told)
    for offer_id in sorted(story.offers.keys() - seen):
        yield Breach(2, "log_without_row", "offer", offer_id)


def _compare_offer(row: Offer, told: OfferStory) -> Iterator[Breach]:
    standing = sorted(seat.agent_id for seat in row.seats if not seat.has_left)
    accepted = sorted(seat.agent_id for seat in row.seats if seat.has_accepted)
    pairs = {
        "contact_id": (row.contact_id, told.contact_id),
        "state": (row.state, told.state),
        "agents": (standing, sorted(told.agent_ids)),
        "accepted_by": (accepted, sorted(told.accepted_by)),
    }
    yield from _differences("offer", row.id, pairs)


def compare_ratings(session: Session, story: Story) -> Iterator[Breach]:
    """Each score that a person gave: the row and the log agree."""
    given = dict(
        session.execute(
            select(Rating.contact_id, Rating.score).where(Rating.score.is_not(None))
        ).all()
    )
    for contact_id in sorted(given.keys() | story.scores.keys()):
        pairs = {"score": (given.get(contact_id), story.scores.get(contact_id))}
        yield from _differences("contact", contact_id, pairs)


def compare_callbacks(session: Session, story: Story) -> Iterator[Breach]:
    """Each promise of a call-back: a row that stands as the log tells it, with an end or an owner,
    and no two that promise the same."""
    for contact_id in sorted(story.promised - list_promised(session)):
        yield Breach(1, "promise_without_row", "contact", contact_id)
    ends = read_ends(session)
    for callback_id, told in sorted(story.promises.items()):
        if callback_id not in ends:
            yield Breach(1, "log_without_row", "callback", callback_id)
        else:
            yield from _differences("callback", callback_id, {"end": (ends[callback_id], told)})
    for callback_id, code, detail in list_faults(session):
        yield Breach(1, code, "callback", callback_id, detail)


def compare_agents(session: Session, story: Story) -> Iterator[Breach]:
    """Each agent's row and story; who is busy has something to be busy with (B43)."""
    held = _count_held(session)
    for row in session.scalars(select(Agent).order_by(Agent.id)):
        told = story.agents.get(row.id, AgentStory(row.id))
        pairs = {
            "state": (row.state, str(told.state)),
            "reason": (row.reason or "", told.reason),
            "misses": (row.misses, told.misses),
        }
        yield from _differences("agent", row.id, pairs)
        if row.state in {"offered", "engaged"} and row.id not in held:
            yield Breach(2, "busy_with_nothing", "agent", row.id, row.state)


def _count_held(session: Session) -> set[int]:
    """Agents in an open offer, or connected to a contact."""
    held = set()
    for offer in session.scalars(
        select(Offer).where(IS_STANDING, Offer.state.in_(("pending", "accepted")))
    ):
        held |= {seat.agent_id for seat in offer.seats if not seat.has_left}
    live = (ContactStage.CONNECTED, ContactStage.WRAPPING_UP)
    for contact in session.scalars(select(Contact).where(IS_LIVE, Contact.state.in_(live))):
        held |= read_kept(contact).present
    return held


def find_overdue_effects(session: Session, now: datetime) -> Iterator[Breach]:
    """Effects still owed for a contact that ended long ago."""
    since = now - timedelta(seconds=OWED_AT_MOST_S)
    owed = session.execute(
        select(Outbox.id, Outbox.kind, Outbox.contact_id)
        .join(Contact, Contact.id == Outbox.contact_id)
        .where(
            Outbox.lane == "call",
            Outbox.done_at.is_(None),
            Contact.state == ContactStage.ENDED,
            Contact.closed_at < since,
            Outbox.due_at < since,
        )
    )
    for effect_id, kind, contact_id in owed:
        yield Breach(1, "effect_still_owed", "effect", effect_id, f"{kind}, contact {contact_id}")


def find_given_up(session: Session) -> Iterator[Breach]:
    """Effects that the machine gave up and no person has settled."""
    given_up = (Outbox.result == GIVEN_UP, Outbox.settled_at.is_(None))
    for effect in session.scalars(select(Outbox).where(*given_up).order_by(Outbox.id)):
        remedy = EFFECTS[effect.kind].if_given_up if effect.kind in EFFECTS else "unknown"
        detail = f"{effect.kind}, contact {effect.contact_id}, {effect.last_error}: {remedy}"
        yield Breach(1, EFFECT_GIVEN_UP.name, "effect", effect.id, detail)


def _differences(
    subject: str, subject_id: int, pairs: Mapping[str, tuple[object, object]]
) -> Iterator[Breach]:
    for name, (row, told) in pairs.items():
        if row != told:
            detail = f"{name}: row {row}, log {told}"
            yield Breach(2, "row_differs_from_log", subject, subject_id, detail)
