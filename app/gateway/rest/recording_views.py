"""Finding a recording in its call, conference or account, and showing it."""

from __future__ import annotations

from app.gateway.core.account import API_VERSION
from app.gateway.core.conference_records import ConferenceRoom
from app.gateway.core.exchange import Exchange
from app.gateway.core.recording_records import Recording
from app.gateway.core.recordings import recording_url
from app.gateway.core.records import Call
from app.gateway.rest.answers import Json, account_path, write_instant
from app.gateway.rest.calls import find_call
from app.gateway.rest.conferences import find_conference
from app.gateway.rest.errors import not_found

CURRENT = "Twilio.CURRENT"
"""Twilio's name for the one recording that is running."""


def find_owner(exchange: Exchange, args: dict[str, str]) -> Call | ConferenceRoom | None:
    """The call or conference in the path; None for the account's own list."""
    if "call" in args:
        return find_call(exchange, args["call"])
    if "conference" in args:
        return find_conference(exchange, args["conference"])
    return None


def find_recording(
    exchange: Exchange, args: dict[str, str], owner: Call | ConferenceRoom | None
) -> Recording:
    key = args["recording"]
    for recording in exchange.recordings.values():
        is_meant = recording.sid == key or (key == CURRENT and recording.is_running)
        if is_meant and owner in (None, recording.call, recording.conference):
            return recording
    raise not_found(f"{recording_folder(exchange, owner)}/{key}.json")


def recording_folder(exchange: Exchange, owner: Call | ConferenceRoom | None) -> str:
    """The path of the owner's recordings."""
    match owner:
        case None:
            return f"{account_path(exchange)}/Recordings"
        case Call():
            return f"{account_path(exchange)}/Calls/{owner.sid}/Recordings"
        case ConferenceRoom():
            return f"{account_path(exchange)}/Conferences/{owner.sid}/Recordings"


def show_recording(
    exchange: Exchange, recording: Recording, owner: Call | ConferenceRoom | None
) -> Json:
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
        "uri": f"{recording_folder(exchange, owner)}/{recording.sid}.json",
    }
    if isinstance(owner, Call):
        shown["track"] = "both"
    elif owner is None:
        shown["media_url"] = recording_url(exchange, recording)
        shown["subresource_uris"] = {}
    return shown
