"""Conferences: who is in, when they start and end.

The callback and its events are those of the first participant; later ones' are ignored, as Twilio
does.
"""

from __future__ import annotations

from app.gateway.core.addresses import Callback
from app.gateway.core.conference_controls import (
    change_scene,
    kick_participant,
    mix_participant,
)
from app.gateway.core.conference_records import (
    ConferenceRoom,
    ConferenceStatus,
    Participant,
)
from app.gateway.core.conference_reports import report_event, report_participant
from app.gateway.core.exchange import Exchange
from app.gateway.core.recordings import start_recording, stop_recordings_of
from app.gateway.core.sounds import Beep


def find_live_conference(exchange: Exchange, name: str) -> ConferenceRoom | None:
    """The conference of that name that has not ended."""
    return exchange.live_conferences.get(name)


def open_conference(
    exchange: Exchange,
    name: str,
    callback: Callback | None,
    max_participants: int,
    *,
    is_recorded: bool = False,
    recording_callback: Callback | None = None,
) -> ConferenceRoom:
    conference = ConferenceRoom(
        sid=exchange.sids.make_sid("CF"),
        name=name,
        created_at=exchange.now,
        updated_at=exchange.now,
        max_participants=max_participants,
        callback=callback,
        is_recorded=is_recorded,
        recording_callback=recording_callback,
    )
    exchange.conferences[conference.sid] = conference
    exchange.live_conferences[name] = conference
    return conference


def join_conference(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant
) -> None:
    """Add a participant; the second one starts it, if one of them may."""
    conference.participants.append(participant)
    report_participant(exchange, conference, participant, "participant-join")
    if conference.status is ConferenceStatus.IN_PROGRESS:
        mix_participant(exchange, conference, participant)
        if participant.beep in {"true", "onEnter"}:
            exchange.switch.play_to_room(conference.room, Beep())
        return
    everybody = conference.participants
    if len(everybody) >= 2 and any(other.starts_on_enter for other in everybody):
        _start(exchange, conference)


def leave_conference(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant
) -> None:
    """Take a participant out; the last one, or one marked so, ends the conference."""
    if participant not in conference.participants:
        return
    participant.has_left = True
    for tell in participant.on_left:
        tell()
    conference.participants.remove(participant)
    exchange.switch.leave_room(participant.call.leg, conference.room)
    _report_leaving(exchange, conference, participant)
    if conference.status is ConferenceStatus.COMPLETED:
        return
    if participant.beep in {"true", "onExit"}:
        exchange.switch.play_to_room(conference.room, Beep())
    end = "kicked" if participant.is_kicked else "left"
    if participant.ends_on_exit:
        reason = f"participant-with-end-conference-on-exit-{end}"
        end_conference(exchange, conference, reason, participant, "moderator_ended_conference")
    elif not conference.participants:
        end_conference(exchange, conference, f"last-participant-{end}", participant, "")


def _report_leaving(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant
) -> None:
    wording = exchange.wording
    told = wording.word_leave(participant.call.status.value, participant.left_because)

    def report() -> None:
        report_participant(exchange, conference, participant, "participant-leave", told)

    if wording.is_leave_late:
        exchange.timeline.call_in(1.0, report)
    else:
        report()


def end_conference(
    exchange: Exchange,
    conference: ConferenceRoom,
    reason: str,
    ended_by: Participant | None,
    others_left_because: str,
) -> None:
    """Everybody drops out and goes on with their own documents."""
    if conference.status is ConferenceStatus.COMPLETED:
        return
    conference.status = ConferenceStatus.COMPLETED
    conference.updated_at = exchange.now
    exchange.live_conferences.pop(conference.name, None)
    conference.ended_because = reason
    conference.ended_by_sid = ended_by.call.sid if ended_by is not None else None
    stop_recordings_of(exchange, conference)
    for participant in list(conference.participants):
        kick_participant(participant, others_left_because)
    params = [("ReasonConferenceEnded", reason), ("Reason", reason)]
    if ended_by is not None:
        params.append(("CallSidEndingConference", ended_by.call.sid))
        params.append(("ParticipantLabelEndingConference", ended_by.label))
    # after those who leave have been reported, which their scripts do at this same instant
    exchange.timeline.soon(lambda: report_event(exchange, conference, "conference-end", params))


def _start(exchange: Exchange, conference: ConferenceRoom) -> None:
    conference.status = ConferenceStatus.IN_PROGRESS
    conference.updated_at = exchange.now
    report_event(exchange, conference, "conference-start", [])
    if conference.is_recorded:
        start_recording(exchange, conference, "Conference", conference.recording_callback)
    for participant in conference.participants:
        if not participant.is_held:
            mix_participant(exchange, conference, participant)
        change_scene(participant)
