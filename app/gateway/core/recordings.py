"""Recordings of legs and conferences: started, paused, ended, reported, kept until deleted."""

from __future__ import annotations

from app.gateway.core.account import API_VERSION
from app.gateway.core.addresses import Callback
from app.gateway.core.conference_records import ConferenceRoom
from app.gateway.core.exchange import Exchange
from app.gateway.core.recording_records import Recording, RecordingStatus
from app.gateway.core.records import Call
from app.gateway.core.switch import LegId, RoomId
from app.gateway.core.voice_params import Params, format_instant

PROCESSING_S = 1.0
"""From the end of a recording until it can be fetched and is reported."""


def start_recording(
    exchange: Exchange, subject: Call | ConferenceRoom, origin: str, callback: Callback | None
) -> Recording:
    """Record a call or a conference; `origin` is Twilio's RecordingSource."""
    call = subject if isinstance(subject, Call) else None
    conference = subject if isinstance(subject, ConferenceRoom) else None
    sid = exchange.sids.make_sid("RE")
    recording = Recording(
        sid=sid,
        origin=origin,
        started_at=exchange.now,
        updated_at=exchange.now,
        call=call,
        conference=conference,
        callback=callback,
        running_since=exchange.now,
        media_path=f"/{API_VERSION}/Accounts/{exchange.account.sid}/Recordings/{sid}",
    )
    exchange.recordings[sid] = recording
    exchange.switch.start_recording(sid, _source(subject))
    _report(exchange, recording, "in-progress")
    return recording


def pause_recording(exchange: Exchange, recording: Recording, *, is_paused: bool) -> None:
    """Leave out what is said meanwhile, or go on."""
    if not recording.is_running or is_paused is (recording.running_since is None):
        return
    exchange.switch.pause_recording(recording.sid, is_paused=is_paused)
    if is_paused:
        _count(exchange, recording)
        recording.status = RecordingStatus.PAUSED
    else:
        recording.running_since = exchange.now
        recording.status = RecordingStatus.IN_PROGRESS
    recording.updated_at = exchange.now


def stop_recording(exchange: Exchange, recording: Recording) -> None:
    """End it; it is complete, and reported, a moment later."""
    if not recording.is_running:
        return
    _count(exchange, recording)
    exchange.switch.stop_recording(recording.sid)
    recording.status = RecordingStatus.STOPPED
    recording.updated_at = exchange.now
    exchange.timeline.call_in(PROCESSING_S, lambda: _complete(exchange, recording))


def stop_recordings_of(exchange: Exchange, subject: Call | ConferenceRoom) -> None:
    """The call or conference is over."""
    for recording in list(exchange.recordings.values()):
        if recording.is_running and subject in (recording.call, recording.conference):
            stop_recording(exchange, recording)


def delete_recording(exchange: Exchange, recording: Recording) -> None:
    """Forget the recording and its sound."""
    stop_recording(exchange, recording)
    exchange.recordings.pop(recording.sid, None)


def recording_url(exchange: Exchange, recording: Recording) -> str:
    """Where the application fetches the sound."""
    return exchange.account.api_base_url + recording.media_path


def _source(subject: Call | ConferenceRoom) -> LegId | RoomId:
    return subject.leg if isinstance(subject, Call) else subject.room


def _count(exchange: Exchange, recording: Recording) -> None:
    if recording.running_since is not None:
        recording.recorded_s += (exchange.now - recording.running_since).total_seconds()
        recording.running_since = None


def _complete(exchange: Exchange, recording: Recording) -> None:
    if recording.sid in exchange.recordings:
        recording.status = RecordingStatus.COMPLETED
        recording.updated_at = exchange.now
        _report(exchange, recording, "completed")


def _report(exchange: Exchange, recording: Recording, event: str) -> None:
    callback = recording.callback
    if callback is None or event not in callback.events:
        return
    params: Params = [
        ("AccountSid", exchange.account.sid),
        ("RecordingSid", recording.sid),
        ("RecordingUrl", recording_url(exchange, recording)),
        ("RecordingStatus", event),
        ("RecordingChannels", "1"),
        ("RecordingStartTime", format_instant(recording.started_at)),
        ("RecordingSource", recording.origin),
        ("RecordingTrack", "both"),
    ]
    if recording.call is not None:
        params.append(("CallSid", recording.call.sid))
    if recording.conference is not None:
        params.append(("ConferenceSid", recording.conference.sid))
    if event == "completed":
        params.append(("RecordingDuration", str(round(recording.recorded_s))))
    exchange.office.report(callback.method, callback.url, params)
