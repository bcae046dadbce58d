"""Conferences: who is in, who hears whom, when they start and end, and their status callbacks.

The callback and its events are those of the first participant; later ones' are ignored, as Twilio
does.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.telephony.gateway.core.exchange import Exchange
from app.telephony.gateway.core.records import (
    Callback,
    ConferenceRoom,
    ConferenceStatus,
    Participant,
    Source,
)
from app.telephony.gateway.core.signals import SceneChanged
from app.telephony.gateway.core.voice_params import Params, format_instant

_EVENT_GROUPS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


def find_live_conference(exchange: Exchange, name: str) -> ConferenceRoom | None:
    """The conference of that name that has not ended."""
    return exchange.live_conferences.get(name)


def open_conference(
    exchange: Exchange, name: str, callback: Callback | None, max_participants: int
) -> ConferenceRoom:
    conference = ConferenceRoom(
        sid=exchange.sids.make_sid("CF"),
        name=name,
        created_at=exchange.now,
        updated_at=exchange.now,
        max_participants=max_participants,
        callback=callback,
    )
    exchange.conferences[conference.sid] = conference
    exchange.live_conferences[name] = conference
    return conference


def join_conference(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant
) -> None:
    """Add a participant; the second one starts it, if one of them may."""
    conference.participants.append(participant)
    _report_participant(exchange, conference, participant, "participant-join")
    if conference.status is ConferenceStatus.IN_PROGRESS:
        mix_participant(exchange, conference, participant)
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
    conference.participants.remove(participant)
    exchange.switch.leave_room(participant.call.leg, conference.room)
    _report_participant(
        exchange,
        conference,
        participant,
        "participant-leave",
        [
            ("ParticipantCallStatus", participant.call.status.value),
            ("ReasonParticipantLeft", participant.left_because),
        ],
    )
    if conference.status is ConferenceStatus.COMPLETED:
        return
    end = "kicked" if participant.is_kicked else "left"
    if participant.ends_on_exit:
        reason = f"participant-with-end-conference-on-exit-{end}"
        end_conference(exchange, conference, reason, participant, "moderator_ended_conference")
    elif not conference.participants:
        end_conference(exchange, conference, f"last-participant-{end}", participant, "")


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
    for participant in list(conference.participants):
        kick_participant(participant, others_left_because)
    params = [("ReasonConferenceEnded", reason), ("Reason", reason)]
    if ended_by is not None:
        params.append(("CallSidEndingConference", ended_by.call.sid))
        params.append(("ParticipantLabelEndingConference", ended_by.label))
    # after those who leave have been reported, which their scripts do at this same instant
    exchange.timeline.soon(lambda: _report(exchange, conference, "conference-end", params))


def kick_participant(participant: Participant, reason: str) -> None:
    """Put a participant out of the conference; the leg goes on with its document."""
    participant.is_kicked = True
    participant.left_because = reason
    _change_scene(participant)


def set_muted(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant, *, is_muted: bool
) -> None:
    if participant.is_muted is not is_muted:
        participant.is_muted = is_muted
        _remix(exchange, conference, participant)
        event = "participant-mute" if is_muted else "participant-unmute"
        _report_participant(exchange, conference, participant, event)


def set_hold(
    exchange: Exchange,
    conference: ConferenceRoom,
    participant: Participant,
    *,
    is_held: bool,
    music: Source | None,
) -> None:
    """Take a participant out of the mix to hear `music` (None: the carrier's), or bring it back."""
    if participant.is_held is is_held:
        return
    participant.is_held = is_held
    participant.hold = music if is_held else None
    participant.updated_at = exchange.now
    if is_held:
        exchange.switch.leave_room(participant.call.leg, conference.room)
    else:
        _remix(exchange, conference, participant)
    _change_scene(participant)
    event = "participant-hold" if is_held else "participant-unhold"
    _report_participant(exchange, conference, participant, event)


def set_coaching(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant, coached_sid: str
) -> None:
    """Let the participant be heard by one call alone (empty: by everybody)."""
    participant.coaches_sid = coached_sid
    participant.is_coaching = bool(coached_sid)
    _remix(exchange, conference, participant)
    _report_participant(exchange, conference, participant, "participant-modify")


def set_end_on_exit(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant, *, ends: bool
) -> None:
    if participant.ends_on_exit is not ends:
        participant.ends_on_exit = ends
        participant.updated_at = exchange.now
        _report_participant(exchange, conference, participant, "participant-modify")


def mix_participant(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant
) -> None:
    """Tell the switch how the participant is to be mixed."""
    coached = exchange.calls.get(participant.coaches_sid)
    exchange.switch.join_room(
        participant.call.leg,
        conference.room,
        is_muted=participant.is_muted,
        whispers_to=coached.leg if coached is not None else None,
    )


def report_announcement(
    exchange: Exchange, conference: ConferenceRoom, url: str, reason_failed: str | None
) -> None:
    """An announcement was heard, or why not."""
    params: Params = [("AnnounceUrl", url)]
    if reason_failed is not None:
        params.append(("ReasonAnnouncementFailed", reason_failed))
    event = "announcement-end" if reason_failed is None else "announcement-fail"
    _report(exchange, conference, event, params)


def _start(exchange: Exchange, conference: ConferenceRoom) -> None:
    conference.status = ConferenceStatus.IN_PROGRESS
    conference.updated_at = exchange.now
    _report(exchange, conference, "conference-start", [])
    for participant in conference.participants:
        if not participant.is_held:
            mix_participant(exchange, conference, participant)
        _change_scene(participant)


def _remix(exchange: Exchange, conference: ConferenceRoom, participant: Participant) -> None:
    participant.updated_at = exchange.now
    if conference.status is ConferenceStatus.IN_PROGRESS and not participant.is_held:
        mix_participant(exchange, conference, participant)


def _change_scene(participant: Participant) -> None:
    session = participant.call.session
    if session is not None:
        session.interrupt(SceneChanged(), lambda: not participant.has_left)


def _report_participant(
    exchange: Exchange,
    conference: ConferenceRoom,
    participant: Participant,
    event: str,
    extra: Sequence[tuple[str, str]] = (),
) -> None:
    params = [
        ("CallSid", participant.call.sid),
        ("ParticipantLabel", participant.label),
        ("Muted", _word(participant.is_muted)),
        ("Hold", _word(participant.is_held)),
        ("Coaching", _word(participant.is_coaching)),
        ("StartConferenceOnEnter", _word(participant.starts_on_enter)),
        ("EndConferenceOnExit", _word(participant.ends_on_exit)),
        *extra,
    ]
    _report(exchange, conference, event, [param for param in params if param[1] != ""])


def _report(exchange: Exchange, conference: ConferenceRoom, event: str, extra: Params) -> None:
    callback = conference.callback
    if callback is None or _EVENT_GROUPS[event] not in callback.events:
        return
    params = [
        ("ConferenceSid", conference.sid),
        ("FriendlyName", conference.name),
        ("AccountSid", exchange.account.sid),
        ("SequenceNumber", str(conference.next_sequence)),
        ("Timestamp", format_instant(exchange.now)),
        ("StatusCallbackEvent", event),
        *extra,
    ]
    conference.next_sequence += 1
    exchange.office.report(callback.method, callback.url, params)


def _word(value: bool) -> str:
    return "true" if value else "false"
