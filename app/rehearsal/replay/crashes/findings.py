"""What came of everybody who called while the installation was struck: lost, doubled, wrongly
booked.

Compares three accounts: what callers were ready to do, what the carrier saw, what is in the
database.  Each finding is counted with the strike before it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.facts import AGENT_MOVED, CONTACT_ANSWERED
from app.hotline.dispatch.models import Offer
from app.kit.storage.event_log import Event
from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.crashes.installation import PlacedCall
from app.rehearsal.replay.crashes.people import Placed
from app.rehearsal.replay.crashes.watching import Recovery
from routing.model import Outcome

MARGIN = timedelta(seconds=0.5)
"""About an end so near to the strike or the return nobody can say on which side it was."""
SLACK_S = 1.5
"""Telephones and carrier count whole moments of their own."""
GIVEN_UP = {Outcome.ABANDONED, Outcome.ABANDONED_SHORT}
BEFORE = "before"
"""The kind of what happened before the first strike."""


class CrashFault(StrEnum):
    """What must never be."""

    LOST = "lost"
    """No contact, none that ended, or cut off by us while ready to wait or to talk."""
    DOUBLED = "doubled"
    """Two contacts, two offers at once, two people connected, a phone rung that nobody knows of."""
    WRONG = "wrong"
    """Given up although we were down, a talk that counts as none, an agent who picks up always
    and is booked as having missed a call."""


@dataclass(frozen=True, slots=True)
class FoundFault:
    """One fault, with the kind of strike before it and words for whoever looks into it."""

    fault: CrashFault
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Judge:
    """All that is known once the last caller has gone: `calls` are the carrier's."""

    store: Store
    calls: list[PlacedCall]
    placed: list[Placed]
    recoveries: list[Recovery]

    def list_findings(self) -> list[FoundFault]:
        """Every fault, in no order."""
        with self.store.read() as session:
            found = [*self._judge_callers(session)]
            found += self._judge_offers(session)
            found += self._judge_phones(session)
            found += self._judge_agents(session)
        return found

    def _judge_callers(self, session: Session) -> Iterator[FoundFault]:
        known: dict[str, list[Contact]] = defaultdict(list)
        for contact in session.scalars(select(Contact)):
            known[contact.caller.number_index or ""].append(contact)
        of_number = {call.number: call for call in self.calls if call.is_inbound}
        for caller in self.placed:
            call = of_number[caller.number]
            contacts = known[self.store.vault.index(caller.number)]
            for fault, words in self._judge_caller(caller, call, contacts):
                at = call.ended_at or call.created_at
                yield FoundFault(fault, self._find_kind(at), f"{at:%H:%M:%S} {words}")

    def _judge_caller(
        self, caller: Placed, call: PlacedCall, contacts: list[Contact]
    ) -> Iterator[tuple[CrashFault, str]]:
        if len(contacts) != 1:
            fault = CrashFault.DOUBLED if contacts else CrashFault.LOST
            yield fault, f"{len(contacts)} contacts of one call"
            return
        [contact] = contacts
        name, outcome = f"contact {contact.id}", contact.outcome
        if contact.state != ContactStage.ENDED or outcome is None or call.ended_at is None:
            yield CrashFault.LOST, f"{name} never ended"
            return
        lasted_s = (call.ended_at - call.created_at).total_seconds()
        has_talked = call.talked_s > 0
        if has_talked and call.talked_s < caller.talk_s - SLACK_S:
            yield CrashFault.LOST, f"{name} was cut off in the talk"
        if not has_talked and lasted_s < caller.patience_s - SLACK_S:
            yield CrashFault.LOST, f"{name} was cut off after {lasted_s:.0f} s, booked {outcome}"
        if has_talked and call.talked_s >= SLACK_S and outcome != Outcome.ANSWERED:
            yield CrashFault.WRONG, f"{name} talked for {call.talked_s:.0f} s, booked {outcome}"
        if not has_talked and outcome in GIVEN_UP and self._was_down(call.ended_at):
            yield CrashFault.WRONG, f"{name} hung up while we were down, booked {outcome}"

    def _judge_offers(self, session: Session) -> Iterator[FoundFault]:
        offers: dict[int, list[Offer]] = defaultdict(list)
        for offer in session.scalars(select(Offer).order_by(Offer.id)):
            offers[offer.contact_id].append(offer)
        for contact_id, of_contact in offers.items():
            for first, second in pairwise(of_contact):
                if first.closed_at is None or first.closed_at > second.made_at:
                    words = f"contact {contact_id} was offered twice at once"
                    yield FoundFault(CrashFault.DOUBLED, self._find_kind(second.made_at), words)
        answered: Counter[int | None] = Counter()
        for event in session.scalars(select(Event).where(Event.kind == CONTACT_ANSWERED.name)):
            answered[event.contact_id] += 1
            if answered[event.contact_id] == 2:
                words = f"contact {event.contact_id} was answered twice"
                yield FoundFault(CrashFault.DOUBLED, self._find_kind(event.at), words)

    def _judge_phones(self, session: Session) -> Iterator[FoundFault]:
        known = set(session.scalars(select(Leg.call_sid).where(Leg.role != "caller")))
        for call in self.calls:
            if not call.is_inbound and call.sid not in known:
                words = "a phone was rung that nobody knows of"
                yield FoundFault(CrashFault.DOUBLED, self._find_kind(call.created_at), words)

    def _judge_agents(self, session: Session) -> Iterator[FoundFault]:
        for event in session.scalars(select(Event).where(Event.kind == AGENT_MOVED.name)):
            if event.data.get("reason") in {"missed", "break"}:
                words = f"{event.at:%H:%M:%S} agent {event.agent_id} put away as {event.data}"
                yield FoundFault(CrashFault.WRONG, self._find_kind(event.at), words)

    def _was_down(self, at: datetime) -> bool:
        return any(
            x.struck_at + MARGIN < at < x.answered_at - MARGIN
            for x in self.recoveries
            if x.was_down
        )

    def _find_kind(self, at: datetime) -> str:
        kinds = [each.kind for each in self.recoveries if each.struck_at <= at]
        return kinds[-1] if kinds else BEFORE
