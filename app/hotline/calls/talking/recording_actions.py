"""Use cases of recording a talk: who enters the room is told of it, what the carrier kept is
noted, what the caller cannot hear is left out.

A room is recorded from its second participant on, by the carrier's own rule; nobody is recorded
who was not told: in the notice, or by one sentence before the room where the wait was too short
for the notice, or there was none.
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.calls.effects import PACE_RECORDING, STOP_RECORDING
from app.hotline.calls.models import Leg
from app.hotline.calls.voice import Voice
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.hotline.dispatch.router import RoutingWork
from app.hotline.recordings.actions import note_recording
from app.hotline.recordings.queries import records_talks
from app.kit.storage.unit_of_work import Fact, UnitOfWork
from app.telephony.answers import Answer

NOTICE_S = 8
"""So long the notice lasts at most (R6)."""

RECORDING_LOOK = DueKind(
    "recording_look",
    subject="contact",
    served_by="app.hotline.calls.talking.recording_performers.look_for_recordings",
    asks_carrier=True,
)
LOOK_AFTER = timedelta(minutes=1)
"""By then the carrier has told of a talk's recordings; else it is asked."""


def let_into_room(
    work: RoutingWork, voice: Voice, contact: Contact, leg: Leg, *, coached_sid: str = ""
) -> Answer:
    """Into the contact's room, recorded if the line records and the caller knows."""
    is_recorded = records_talks(work.uow.session)
    is_to_tell = is_recorded and leg.role == "caller" and not _was_told(work, contact)
    return voice.join(
        contact,
        leg,
        coached_sid=coached_sid,
        is_recorded=is_recorded,
        speech=voice.say("this_call_is_recorded", contact.language) if is_to_tell else (),
    )


def _was_told(work: RoutingWork, contact: Contact) -> bool:
    if contact.answered_at is not None:
        return True
    if contact.booked_at is not None or contact.asked_at is None:
        return False
    return work.uow.now - contact.asked_at > timedelta(seconds=NOTICE_S)


def hear_recording(
    uow: UnitOfWork, contact: Contact, status: str, carrier_sid: str, length_s: float
) -> bool:
    """The carrier has kept a talk; told twice it is one recording."""
    if status != "completed" or not carrier_sid:
        return False
    note_recording(uow, contact, "talk", carrier_sid, length_s)
    uow.topics.add(f"contact:{contact.id}/recordings")
    return True


def pace_recording(uow: UnitOfWork, contact_id: int) -> None:
    """The caller hears the talk again, or no longer: the recording goes on, or pauses."""
    if records_talks(uow.session):
        uow.owe(PACE_RECORDING, contact_id=contact_id)


def stop_recording(uow: UnitOfWork, contact_id: int) -> None:
    """We leave the room to others: what they say is not ours to keep."""
    if records_talks(uow.session):
        uow.owe(STOP_RECORDING, contact_id=contact_id)


def follow_ending(uow: UnitOfWork, fact: Fact) -> None:
    """A talk is over: if the carrier does not tell of its recording, it is asked; the end of the
    after-call work neither puts that off nor asks again."""
    if fact.data["state"] not in {ContactStage.WRAPPING_UP, ContactStage.ENDED}:
        return
    contact = uow.session.get_one(Contact, fact.contact_id)
    look_at = (contact.ended_at or uow.now) + LOOK_AFTER
    is_talk = contact.channel == "voice" and contact.answered_at is not None
    if is_talk and look_at > uow.now and records_talks(uow.session):
        set_deadline(uow, RECORDING_LOOK, contact.id, look_at)
