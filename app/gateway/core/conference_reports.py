"""Status callbacks of conferences: only the first participant's address and choice of events."""

from __future__ import annotations

from collections.abc import Sequence

from app.gateway.core.conference_records import ConferenceRoom, Participant
from app.gateway.core.exchange import Exchange
from app.gateway.core.voice_params import Params, format_instant

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


def report_announcement(
    exchange: Exchange, conference: ConferenceRoom, url: str, reason_failed: str | None
) -> None:
    """An announcement was heard, or why not."""
    params: Params = [("AnnounceUrl", url)]
    if reason_failed is not None:
        params.append(("ReasonAnnouncementFailed", reason_failed))
    event = "announcement-end" if reason_failed is None else "announcement-fail"
    report_event(exchange, conference, event, params)


def report_participant(
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
    report_event(exchange, conference, event, [param for param in params if param[1] != ""])


def report_event(exchange: Exchange, conference: ConferenceRoom, event: str, extra: Params) -> None:
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
