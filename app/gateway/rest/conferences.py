"""Conferences: list, fetch, end, announce."""

from __future__ import annotations

from app.gateway.core.account import API_VERSION
from app.gateway.core.announcements import announce
from app.gateway.core.conference_records import ConferenceRoom
from app.gateway.core.conferences import end_conference, find_live_conference
from app.gateway.core.exchange import Exchange
from app.gateway.rest.answers import (
    Json,
    RestAnswer,
    account_path,
    answer_page,
    read_page,
    write_instant,
)
from app.gateway.rest.errors import not_found
from app.gateway.rest.forms import Form


def fetch_conference(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    return RestAnswer(200, show_conference(exchange, find_conference(exchange, args["sid"])))


def list_conferences(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    """Newest first, filtered by FriendlyName and Status."""
    page = read_page(form)
    name = form.text("FriendlyName")
    status = form.choice("Status", ("init", "in-progress", "completed"), "", 20001)
    form.finish("DateCreated", "DateCreated<", "DateCreated>", "DateUpdated")
    found = [
        conference
        for conference in reversed(exchange.conferences.values())
        if name in ("", conference.name) and status in ("", conference.status.value)
    ]
    filters = [pair for pair in (("FriendlyName", name), ("Status", status)) if pair[1]]
    path = f"{account_path(exchange)}/Conferences.json"
    shown = page.show(found, lambda conference: show_conference(exchange, conference))
    return answer_page("conferences", shown, path, filters)


def update_conference(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """`Status=completed` ends it: everybody goes on with their own document."""
    conference = find_conference(exchange, args["sid"])
    status = form.choice("Status", ("completed",), "", 20001)
    announce_url, announce_method = form.url("AnnounceUrl"), form.method("AnnounceMethod")
    form.finish()
    if announce_url:
        announce(exchange, conference, conference.participants, announce_url, announce_method)
    if status:
        end_conference(
            exchange, conference, "conference-ended-via-api", None, "conference_ended_via_api"
        )
    return RestAnswer(200, show_conference(exchange, conference))


def find_conference(exchange: Exchange, key: str) -> ConferenceRoom:
    """By its identifier, or a live one by its name."""
    conference = exchange.conferences.get(key) or find_live_conference(exchange, key)
    if conference is None:
        raise not_found(f"{account_path(exchange)}/Conferences/{key}.json")
    return conference


def show_conference(exchange: Exchange, conference: ConferenceRoom) -> Json:
    path = f"{account_path(exchange)}/Conferences/{conference.sid}"
    return {
        "sid": conference.sid,
        "account_sid": exchange.account.sid,
        "friendly_name": conference.name,
        "status": conference.status.value,
        "region": "us1",
        "api_version": API_VERSION,
        "date_created": write_instant(conference.created_at),
        "date_updated": write_instant(conference.updated_at),
        "reason_conference_ended": conference.ended_because,
        "call_sid_ending_conference": conference.ended_by_sid,
        "uri": f"{path}.json",
        "subresource_uris": {
            "participants": f"{path}/Participants.json",
            "recordings": f"{path}/Recordings.json",
        },
    }
