"""Recordings: of a call, of a conference, of the account; their sound."""

from __future__ import annotations

from app.gateway.core.addresses import Callback
from app.gateway.core.exchange import Exchange
from app.gateway.core.recordings import (
    delete_recording,
    pause_recording,
    start_recording,
    stop_recording,
)
from app.gateway.core.records import CallStatus
from app.gateway.core.twiml_nouns import RECORDING_EVENTS
from app.gateway.rest.answers import RestAnswer, answer_page, read_page
from app.gateway.rest.calls import find_call
from app.gateway.rest.errors import bad_param, not_found
from app.gateway.rest.forms import Form
from app.gateway.rest.recording_views import (
    find_owner,
    find_recording,
    recording_folder,
    show_recording,
)

_DATES = ("DateCreated", "DateCreated<", "DateCreated>")


def create_call_recording(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    call = find_call(exchange, args["call"])
    url = form.url("RecordingStatusCallback", 21609)
    method = form.method("RecordingStatusCallbackMethod")
    events = form.words("RecordingStatusCallbackEvent", RECORDING_EVENTS, "completed", 21626)
    form.choice("RecordingChannels", ("mono", "dual"), "mono", 20001)
    form.choice("RecordingTrack", ("inbound", "outbound", "both"), "both", 20001)
    form.choice("Trim", ("trim-silence", "do-not-trim"), "do-not-trim", 20001)
    form.finish()
    if call.status is not CallStatus.IN_PROGRESS:
        raise bad_param(21220, "Call is not in-progress. Cannot record.")
    callback = Callback(url, method, events) if url else None
    recording = start_recording(exchange, call, "StartCallRecordingAPI", callback)
    return RestAnswer(201, show_recording(exchange, recording, call))


def list_recordings(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Newest first: of the account, or of the call or conference in the path or the query."""
    page = read_page(form)
    wanted = {name: form.text(name) for name in ("CallSid", "ConferenceSid")}
    form.finish(*_DATES, "IncludeSoftDeleted")
    owner = find_owner(exchange, args)
    found = [
        recording
        for recording in reversed(exchange.recordings.values())
        if owner in (None, recording.call, recording.conference)
        and wanted["CallSid"] in ("", recording.call.sid if recording.call else None)
        and wanted["ConferenceSid"]
        in ("", recording.conference.sid if recording.conference else None)
    ]
    shown = page.show(found, lambda recording: show_recording(exchange, recording, owner))
    filters = [pair for pair in wanted.items() if pair[1]]
    return answer_page("recordings", shown, f"{recording_folder(exchange, owner)}.json", filters)


def fetch_recording(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.text("IncludeSoftDeleted")
    form.finish()
    owner = find_owner(exchange, args)
    return RestAnswer(200, show_recording(exchange, find_recording(exchange, args, owner), owner))


def update_recording(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Pause, go on, or stop."""
    owner = find_owner(exchange, args)
    recording = find_recording(exchange, args, owner)
    status = form.choice("Status", ("paused", "in-progress", "stopped"), "", 20001)
    form.choice("PauseBehavior", ("skip", "silence"), "silence", 20001)
    form.finish()
    if not recording.is_running:
        raise bad_param(21220, "The recording has ended.")
    if status == "stopped":
        stop_recording(exchange, recording)
    elif status:
        pause_recording(exchange, recording, is_paused=status == "paused")
    return RestAnswer(200, show_recording(exchange, recording, owner))


def remove_recording(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    delete_recording(exchange, find_recording(exchange, args, find_owner(exchange, args)))
    return RestAnswer(204, None)


def fetch_sound(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """The WAV file; 404 until the recording is complete, and once it is deleted."""
    form.finish("RequestedChannels", "Download")
    recording = exchange.recordings.get(args["recording"])
    if recording is None or recording.is_running:
        raise not_found(f"Recordings/{args['recording']}")
    return RestAnswer(200, None, content=exchange.switch.read_recording(recording.sid))
