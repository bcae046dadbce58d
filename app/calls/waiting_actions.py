"""Use cases of a caller who waits: what they hear each time, and the key for a call-back.

Told in the caller's language: the notice once, the place, about how many minutes, and, where
nobody on duty speaks that language, so: then the call-back in it is the offer (B18, B60).
"""

from __future__ import annotations

from app.agents.models import Agent
from app.calls.callback_actions import book_callback, may_call_back
from app.calls.lifecycle import LegState, may_move
from app.calls.queries import find_caller_leg
from app.calls.voice import Voice
from app.calls.waiting_queries import is_mismatch, list_able_agents, list_handling_s
from app.contacts.models import Contact, ContactStage
from app.contacts.queries import count_waiting_before
from app.dispatch.deadlines import MISSED_OUTCOMES
from app.dispatch.desk import RoutingWork
from app.opening.queries import find_announcement
from app.prompts.texts import name_minutes, name_place
from app.recordings.queries import records_talks
from app.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, Hear, HearWithKey
from routing.expected_wait import estimate_wait_s
from routing.model import AgentState

MUSIC_TIMES = 4
"""The music lasts half a minute: a wait document holds two minutes of it."""

FIRST_MUSIC_TIMES = 1
"""Shorter where nobody speaks the caller's language: they are told so after half a minute."""

UNSERVED_AFTER_S = 15
"""So long nobody who speaks the language is looked for before the caller is told."""

CALLBACK_KEY = "1"
WAITED_S = 60
"""Whoever presses a key has heard the notice."""


def hear_while_waiting(
    uow: UnitOfWork, voice: Voice, contact: Contact, queue_sid: str, waited_s: int
) -> Answer:
    """The wait document: what there is to say, then minutes of music."""
    if contact.state in {ContactStage.ENDED, ContactStage.WRAPPING_UP}:
        return say_farewell(voice, contact)
    _note_heard(uow, contact, queue_sid)
    able = list_able_agents(uow.session, contact)
    is_unserved = not able and is_mismatch(uow.session, contact)
    is_told = is_unserved and _note_unserved(uow, contact)
    names = _name_beginning(uow, contact) if waited_s < 2 else []
    names += [*_name_wait(uow, contact, able), "nobody_speaks" if is_told else "waiting"]
    may_offer = contact.answered_at is None and may_call_back(uow, contact)
    if may_offer:
        names.append("callback_in_language" if is_told else "press_for_callback")
    speech = [part for name in names for part in voice.say(name, contact.language)]
    music = FIRST_MUSIC_TIMES if is_unserved and not is_told else MUSIC_TIMES
    heard = (*speech, voice.prompts.play_music(music))
    if not may_offer:
        return Hear(heard)
    return HearWithKey(heard, voice.links.contact(contact.token, "callback"))


def _note_heard(uow: UnitOfWork, contact: Contact, queue_sid: str) -> None:
    leg = find_caller_leg(uow.session, contact.id, locked=True)
    if leg is not None:
        leg.queue_sid = queue_sid or leg.queue_sid
        leg.checked_at = uow.now
        if may_move(leg.state, LegState.QUEUED) and leg.state == LegState.ANSWERED:
            leg.state = LegState.QUEUED


def _name_beginning(uow: UnitOfWork, contact: Contact) -> list[str]:
    """What is said first, then what everybody is told."""
    announcement = find_announcement(uow)
    return [_name_opening(uow, contact), *([announcement] if announcement is not None else [])]


def _name_opening(uow: UnitOfWork, contact: Contact) -> str:
    """The notice to somebody new, else why they wait again."""
    if contact.routing.get("at_head"):
        return "line_broke"
    if contact.routing.get("transfers"):
        return "passing_on"
    return "notice_recorded" if records_talks(uow.session) else "notice"


def _name_wait(uow: UnitOfWork, contact: Contact, able: list[Agent]) -> list[str]:
    """The place, and about how many minutes when that can be known."""
    before = count_waiting_before(uow.session, contact) if contact.asked_at else 0
    if any(agent.state in {AgentState.READY, AgentState.OFFERED} for agent in able):
        return [name_place(before + 1)]
    wait_s = estimate_wait_s(before, len(able), list_handling_s(uow, contact.language))
    return [name_place(before + 1), *([] if wait_s is None else [name_minutes(wait_s)])]


def _note_unserved(uow: UnitOfWork, contact: Contact) -> bool:
    """Whether the caller has waited long enough to be told; the first time it is recorded."""
    waited_s = (uow.now - (contact.asked_at or uow.now)).total_seconds()
    if waited_s < UNSERVED_AFTER_S:
        return False
    if contact.language_unserved_at is None:
        contact.language_unserved_at = uow.now
        uow.record(
            "language_unserved",
            contact_id=contact.id,
            language=contact.language,
            seat=contact.seat,
            waited_s=round(waited_s),
        )
    return True


def say_farewell(voice: Voice, contact: Contact) -> Answer:
    """The contact is over: goodbye, or the word that somebody will call back."""
    was_missed = contact.outcome in MISSED_OUTCOMES
    return voice.say_and_hang_up("queue_full" if was_missed else "goodbye", contact.language)


def press_while_waiting(work: RoutingWork, voice: Voice, contact: Contact, key: str) -> Answer:
    """Key 1 books a call-back; anything else goes on waiting."""
    booked = book_callback(work, voice, contact) if key == CALLBACK_KEY else None
    return booked or hear_while_waiting(work.uow, voice, contact, queue_sid="", waited_s=WAITED_S)
