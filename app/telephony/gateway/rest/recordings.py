"""Recordings: of a call, of a conference, of the account; their sound."""

from __future__ import annotations

from app.telephony.gateway.core.exchange import API_VERSION, Exchange
from app.telephony.gateway.core.recordings import (
    Recording,
    delete_recording,
    pause_recording,
    recording_url,
    start_recording,
    stop_recording,
)
from app.telephony.gateway.core.records import Call, Callback, CallStatus, ConferenceRoom
from app.telephony.gateway.core.twiml_nouns import RECORDING_EVENTS
from app.telephony.gateway.rest.answers import (
    Json,
    RestAnswer,
    account_path,
    answer_page,
    read_page,
    write_instant,
)
from app.telephony.gateway.rest.calls import find_call
from app.telephony.gateway.rest.conferences import find_conference
from app.telephony.gateway.rest.errors import bad_param, not_found
from app.telephony.gateway.rest.forms import Form

CURRENT = "Twilio.CURRENT"
"""Twilio's name for the one recording that is running."""

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
    return RestAnswer(201, _show(exchange, recording, call))


def list_recordings(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Newest first: of the account, or of the call or conference in the path or the query."""
    page = read_page(form)
    wanted = {name: form.text(name) for name in ("CallSid", "ConferenceSid")}
    form.finish(*_DATES, "IncludeSoftDeleted")
    owner = _find_owner(exchange, args)
    found = [
        recording
        for recording in reversed(exchange.recordings.values())
        if owner in (None, recording.call, recording.conference)
        and wanted["CallSid"] in ("", recording.call.sid if recording.call else None)
        and wanted["ConferenceSid"]
        in ("", recording.conference.sid if recording.conference else None)
    ]
    shown = page.show(found, lambda recording: _show(exchange, recording, owner))
    filters = [pair for pair in wanted.items() if pair[1]]
    return answer_page("recordings", shown, f"{_folder(exchange, owner)}.json", filters)


def fetch_recording(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.text("IncludeSoftDeleted")
    form.finish()
    owner = _find_owner(exchange, args)
    return RestAnswer(200, _show(exchange, _find(exchange, args, owner), owner))


def update_recording(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Pause, go on, or stop."""
    owner = _find_owner(exchange, args)
    recording = _find(exchange, args, owner)
    status = form.choice("Status", ("paused", "in-progress", "stopped"), "", 20001)
    form.choice("PauseBehavior", ("skip", "silence"), "silence", 20001)
    form.finish()
    if not recording.is_running:
        raise bad_param(21220, "The recording has ended.")
    if status == "stopped":
        stop_recording(exchange, recording)
    elif status:
        pause_recording(exchange, recording, is_paused=status == "paused")
    return RestAnswer(200, _show(exchange, recording, owner))


def remove_recording(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    delete_recording(exchange, _find(exchange, args, _find_owner(exchange, args)))
    return RestAnswer(204, None)


def fetch_sound(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """The WAV file; 404 until the recording is complete, and once it is deleted."""
    form.finish("RequestedChannels", "Download")
    recording = exchange.recordings.get(args["recording"])
    if recording is None or recording.is_running:
        raise not_found(f"Recordings/{args['recording']}")
    return RestAnswer(200, None, content=exchange.switch.read_recording(recording.sid))


def _find_owner(exchange: Exchange, args: dict[str, str]) -> Call | ConferenceRoom | None:
    if "call" in args:
        return find_call(exchange, args["call"])
    if "conference" in args:
        return find_conference(exchange, args["conference"])
    return None


def _find(
    exchange: Exchange, args: dict[str, str], owner: Call | ConferenceRoom | None
) -> Recording:
    key = args["recording"]
    for recording in exchange.recordings.values():
        is_meant = recording.sid == key or (key == CURRENT and recording.is_running)
        if is_meant and owner in (None, recording.call, recording.conference):
            return recording
    raise not_found(f"{_folder(exchange, owner)}/{key}.json")


def _folder(exchange: Exchange, owner: Call | ConferenceRoom | None) -> str:
    match owner:
        case None:
            return f"{account_path(exchange)}/Recordings"
        case Call():
            return f"{account_path(exchange)}/Calls/{owner.sid}/Recordings"
        case ConferenceRoom():
            return f"{account_path(exchange)}/Conferences/{owner.sid}/Recordings"


def _show(exchange: Exchange, recording: Recording, owner: Call | ConferenceRoom | None) -> Json:
    shown: dict[str, object] = {
        "sid": recording.sid,
        "account_sid": exchange.account.sid,
        "api_version": API_VERSION,
        "call_sid": recording.call.sid if recording.call else None,
        "conference_sid": recording.conference.sid if recording.conference else None,
        "status": recording.status.value,
        "source": recording.origin,
        "channels": 1,
        "duration": None if recording.is_running else str(round(recording.recorded_s)),
        "start_time": write_instant(recording.started_at),
        "date_created": write_instant(recording.started_at),
        "date_updated": write_instant(recording.updated_at),
        "price": None,
        "price_unit": "USD",
        "error_code": None,
        "encryption_details": None,
        "uri": f"{_folder(exchange, owner)}/{recording.sid}.json",
    }
    if isinstance(owner, Call):
        shown["track"] = "both"
    elif owner is None:
        shown["media_url"] = recording_url(exchange, recording)
        shown["subresource_uris"] = {}
    return shown
