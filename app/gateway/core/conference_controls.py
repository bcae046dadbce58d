"""What changes for a participant during a conference: mute, hold, coaching, being put out."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.conference_records import (
    ConferenceRoom,
    ConferenceStatus,
    Participant,
)
from app.gateway.core.conference_reports import report_participant
from app.gateway.core.exchange import Exchange
from app.gateway.core.signals import SceneChanged


def kick_participant(participant: Participant, reason: str) -> None:
    """Put a participant out of the conference; the leg goes on with its document."""
    participant.is_kicked = True
    participant.left_because = reason
    change_scene(participant)


def set_muted(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant, *, is_muted: bool
) -> None:
    if participant.is_muted is not is_muted:
        participant.is_muted = is_muted
        _remix(exchange, conference, participant)
        event = "participant-mute" if is_muted else "participant-unmute"
        report_participant(exchange, conference, participant, event)


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
    change_scene(participant)
    event = "participant-hold" if is_held else "participant-unhold"
    report_participant(exchange, conference, participant, event)


def set_coaching(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant, coached_sid: str
) -> None:
    """Let the participant be heard by one call alone (empty: by everybody)."""
    participant.coaches_sid = coached_sid
    participant.is_coaching = bool(coached_sid)
    _remix(exchange, conference, participant)
    report_participant(exchange, conference, participant, "participant-modify")


def set_end_on_exit(
    exchange: Exchange, conference: ConferenceRoom, participant: Participant, *, ends: bool
) -> None:
    if participant.ends_on_exit is not ends:
        participant.ends_on_exit = ends
        participant.updated_at = exchange.now
        report_participant(exchange, conference, participant, "participant-modify")


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


def change_scene(participant: Participant) -> None:
    """Let the participant's script look again at what is to be heard."""
    session = participant.call.session
    if session is not None:
        session.interrupt(SceneChanged(), lambda: not participant.has_left)


def _remix(exchange: Exchange, conference: ConferenceRoom, participant: Participant) -> None:
    participant.updated_at = exchange.now
    if conference.status is ConferenceStatus.IN_PROGRESS and not participant.is_held:
        mix_participant(exchange, conference, participant)
