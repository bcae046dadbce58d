"""Dial with a Conference: wait, talk, be held, be put out; then go on with the document."""

from __future__ import annotations

from app.gateway.core.addresses import Callback, Source
from app.gateway.core.conference_records import (
    ConferenceRoom,
    ConferenceStatus,
    Participant,
)
from app.gateway.core.conferences import (
    find_live_conference,
    join_conference,
    leave_conference,
    open_conference,
)
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.session import Session
from app.gateway.core.signals import Diverted, SceneChanged, Script
from app.gateway.core.twiml import Document
from app.gateway.core.twiml_dial import Conference, Dial
from app.gateway.core.verbs.fetching import resolve_url
from app.gateway.core.verbs.scenes import hear_hold, hear_wait, watch_keys


def meet(
    session: Session, dial: Dial, noun: Conference, document: Document
) -> Script[Source | None]:
    """Take part until the conference is left; the Dial action's source, if it has one."""
    exchange = session.exchange
    conference = find_live_conference(exchange, noun.name) or open_conference(
        exchange,
        noun.name,
        _events_callback(noun, document),
        noun.max_participants,
        is_recorded=noun.is_recorded,
        recording_callback=_recording_callback(noun, document),
    )
    if not _may_join(session, conference, noun.label, document):
        return _action(dial, document, "failed")
    participant = _make_participant(session, noun)
    status = "completed"
    join_conference(exchange, conference, participant)
    try:
        yield from _take_part(session, dial, noun, document, conference, participant)
    except DocumentFailed as failed:
        exchange.note_problem(failed.code, failed.message, failed.url, session.call.sid)
        status = "failed"
    except Diverted:
        participant.left_because = "participant_updated_via_api"
        raise
    finally:
        leave_conference(exchange, conference, participant)
    return _action(dial, document, status)


def meet_as_told(session: Session, dial: Dial, document: Document) -> Script[Source | None]:
    """`meet` for a Dial that names a conference."""
    assert dial.conference is not None
    return (yield from meet(session, dial, dial.conference, document))


def join_by_order(session: Session, noun: Conference) -> Script[None]:
    """The script of a leg that was called into a conference through the REST interface."""
    dial = Dial((), noun, None, "POST", 30, False, 14400, "", False)
    opening = meet(session, dial, noun, Document((dial,), None))
    return session.performer.run_leg(session, _without_result(opening))


def _without_result(script: Script[Source | None]) -> Script[None]:
    yield from script


def _take_part(
    session: Session,
    dial: Dial,
    noun: Conference,
    document: Document,
    conference: ConferenceRoom,
    participant: Participant,
) -> Script[None]:
    while not participant.is_kicked:
        try:
            if participant.is_held:
                yield from hear_hold(session, participant)
            elif conference.status is ConferenceStatus.INIT:
                yield from hear_wait(session, noun, document)
            else:
                yield from watch_keys(dial)
                return
        except SceneChanged:
            pass


def _may_join(session: Session, conference: ConferenceRoom, label: str, document: Document) -> bool:
    message = ""
    if label and any(other.label == label for other in conference.participants):
        message = f"the label {label} is taken"
    elif len(conference.participants) >= conference.max_participants:
        message = f"{conference.name} is full"
    if message:
        session.exchange.note_problem(
            ProblemCode.LABEL_TAKEN, message, document.url or "", session.call.sid
        )
    return not message


def _make_participant(session: Session, noun: Conference) -> Participant:
    now = session.exchange.now
    return Participant(
        call=session.call,
        label=noun.label,
        joined_at=now,
        updated_at=now,
        starts_on_enter=noun.starts_on_enter,
        ends_on_exit=noun.ends_on_exit,
        is_muted=noun.is_muted,
        beep=noun.beep,
        coaches_sid=noun.coach,
        is_coaching=bool(noun.coach),
    )


def _recording_callback(noun: Conference, document: Document) -> Callback | None:
    if not noun.recording_callback:
        return None
    url = resolve_url(document, noun.recording_callback)
    return Callback(url, noun.recording_method, noun.recording_events)


def _events_callback(noun: Conference, document: Document) -> Callback | None:
    if not noun.status_callback:
        return None
    url = resolve_url(document, noun.status_callback)
    return Callback(url, noun.status_method, noun.status_events)


def _action(dial: Dial, document: Document, status: str) -> Source | None:
    if not dial.action:
        return None
    return Source(resolve_url(document, dial.action), dial.method, (("DialCallStatus", status),))
