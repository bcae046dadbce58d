"""Use cases of a caller who waits: what they hear each time, and the key for a call-back.

Told in the caller's language: the notice once, the place, about how many minutes, and, where
nobody on duty speaks that language, so: then a call-back in it and an interpreter are the offers,
each where it is possible; who presses nothing gets the interpreter by the line's rule (B18, B60).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.hotline.callbacks.ringing_actions import may_call_back
from app.hotline.calls.called_back_actions import promise_callback
from app.hotline.calls.facts import INTERPRETER_CHOSEN
from app.hotline.calls.lifecycle import LegState, may_move
from app.hotline.calls.queries import find_caller_leg
from app.hotline.calls.voice import Voice
from app.hotline.calls.waiting.waiting_queries import (
    OnDuty,
    is_mismatch,
    list_able_agents,
    list_handling_s,
)
from app.hotline.contacts.actions import note_language_unserved
from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.dispatch.deadlines import MISSED_OUTCOMES
from app.hotline.dispatch.interpreter_queries import could_be_interpreted, read_interpreting
from app.hotline.dispatch.kept_queries import read_kept
from app.hotline.dispatch.place_queries import count_waiting_before
from app.hotline.dispatch.router import RoutingWork
from app.hotline.opening.queries import find_announcement
from app.hotline.prompts.texts import name_minutes, name_place
from app.hotline.recordings.queries import records_talks
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, Hear, HearWithKey
from routing import events
from routing.expected_wait import estimate_wait_s
from routing.model import AgentState, ContactId

MUSIC_TIMES = 4
"""The music lasts half a minute: a wait document holds two minutes of it."""

FIRST_MUSIC_TIMES = 1
"""Shorter where nobody speaks the caller's language: they are told so after half a minute."""

UNSERVED_AFTER_S = 15
"""So long nobody who speaks the language is looked for before the caller is told."""

CALLBACK_KEY, INTERPRETER_KEY = "1", "2"
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
    lack = _find_lack(uow, contact, able)
    may_book = contact.answered_at is None and may_call_back(uow, contact)
    if lack.is_overdue:
        note_language_unserved(uow, contact, lack.name_offers(may_book=may_book))
    names = _name_beginning(uow, contact) if waited_s < 2 else []
    place, choice = name_wait(uow, contact, able), lack.name_prompts(may_book=may_book)
    names += [*choice, *place] if lack.may_interpret else [*place, *choice]
    speech = [part for name in names for part in voice.say(name, contact.language)]
    music = FIRST_MUSIC_TIMES if lack.is_unserved and not lack.is_told else MUSIC_TIMES
    heard = (*speech, voice.prompts.play_music(music))
    if not may_book and not lack.may_interpret:
        return Hear(heard)
    return HearWithKey(heard, voice.links.contact(contact.token, "callback"))


@dataclass(frozen=True, slots=True)
class _Lack:
    """Whether the caller's language is what is lacking, and what can be done about it (B18).

    `is_overdue`: they have waited so long for a speaker that they are told so; where an
    interpreted call could be made at once they are told from the beginning, before the place, so
    that the choice is heard before the interpreter comes by themselves.
    """

    is_unserved: bool = False
    is_overdue: bool = False
    may_interpret: bool = False
    has_chosen: bool = False

    @property
    def is_told(self) -> bool:
        return self.is_overdue or self.may_interpret or self.has_chosen

    def name_offers(self, *, may_book: bool) -> list[str]:
        kinds = (("callback", may_book), ("interpreter", self.may_interpret or self.has_chosen))
        return [kind for kind, is_offered in kinds if is_offered]

    def name_prompts(self, *, may_book: bool) -> list[str]:
        if self.has_chosen:
            names = ["interpreter_coming"]
        else:
            names = ["nobody_speaks" if self.is_told else "waiting"]
        if may_book:
            names.append("callback_in_language" if self.is_told else "press_for_callback")
        return [*names, *(["press_for_interpreter"] if self.may_interpret else [])]


def _find_lack(uow: UnitOfWork, contact: Contact, able: list[OnDuty]) -> _Lack:
    if able or not is_mismatch(uow.session, contact):
        return _Lack()
    has_chosen = read_kept(contact).interpreter_asked
    waited_s = (uow.now - (contact.asked_at or uow.now)).total_seconds()
    return _Lack(
        is_unserved=True,
        is_overdue=waited_s >= UNSERVED_AFTER_S,
        may_interpret=not has_chosen and could_be_interpreted(uow.session, contact),
        has_chosen=has_chosen,
    )


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
    kept = read_kept(contact)
    if kept.at_head:
        return "line_broke"
    if kept.transfers:
        return "passing_on"
    return "notice_recorded" if records_talks(uow.session) else "notice"


def name_wait(uow: UnitOfWork, contact: Contact, able: list[OnDuty]) -> list[str]:
    """The place, and about how many minutes when that can be known."""
    before = count_waiting_before(uow.session, contact) if contact.asked_at else 0
    if any(agent.state in {AgentState.READY, AgentState.OFFERED} for agent in able):
        return [name_place(before + 1)]
    wait_s = estimate_wait_s(before, len(able), list_handling_s(uow, contact.language))
    return [name_place(before + 1), *([] if wait_s is None else [name_minutes(wait_s)])]


def say_farewell(voice: Voice, contact: Contact) -> Answer:
    """The contact is over: goodbye, or the word that somebody will call back."""
    was_missed = contact.outcome in MISSED_OUTCOMES
    return voice.say_and_hang_up("queue_full" if was_missed else "goodbye", contact.language)


def press_while_waiting(work: RoutingWork, voice: Voice, contact: Contact, key: str) -> Answer:
    """Key 1 books a call-back, key 2 chooses an interpreter; anything else goes on waiting."""
    booked = promise_callback(work, voice, contact) if key == CALLBACK_KEY else None
    if key == INTERPRETER_KEY:
        _choose_interpreter(work, contact)
    return booked or hear_while_waiting(work.uow, voice, contact, queue_sid="", waited_s=WAITED_S)


def _choose_interpreter(work: RoutingWork, contact: Contact) -> None:
    """Remembered, should the two be busy by now; nothing where the language is not lacking."""
    session = work.uow.session
    rule = read_interpreting(session)
    has_speaker = bool(list_able_agents(session, contact)) or not is_mismatch(session, contact)
    if has_speaker or not rule.enabled or contact.language != rule.language:
        return
    work.uow.record(INTERPRETER_CHOSEN, contact_id=contact.id)
    work.try_route(events.InterpreterAsked(ContactId(contact.id)))
