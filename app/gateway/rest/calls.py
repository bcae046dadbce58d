"""Calls: create, fetch, list, update."""

from __future__ import annotations

from datetime import date

from app.gateway.core.account import API_VERSION
from app.gateway.core.addresses import Callback, Source
from app.gateway.core.calls import divert_call, end_call
from app.gateway.core.exchange import Exchange
from app.gateway.core.placing import place_call
from app.gateway.core.records import Call, CallStatus
from app.gateway.core.verbs.performing import DocumentPerformer, start_leg
from app.gateway.rest.answers import (
    Json,
    RestAnswer,
    account_path,
    answer_page,
    read_page,
    write_instant,
)
from app.gateway.rest.call_orders import read_order, read_source
from app.gateway.rest.errors import bad_param, not_found
from app.gateway.rest.forms import Form

_DAYS = ("StartTime", "StartTime<", "StartTime>")


def create_call(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    order, source = read_order(form)
    call = place_call(
        exchange, order, DocumentPerformer(), lambda session: start_leg(session, source)
    )
    return RestAnswer(201, show_call(exchange, call))


def fetch_call(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    return RestAnswer(200, show_call(exchange, find_call(exchange, args["sid"])))


def list_calls(exchange: Exchange, _args: dict[str, str], form: Form) -> RestAnswer:
    """Newest first, filtered by To, From, Status, ParentCallSid and the day of StartTime."""
    page = read_page(form)
    filters = [
        (name, value)
        for name in ("To", "From", "Status", "ParentCallSid", *_DAYS)
        if (value := form.text(name))
    ]
    days = {name: form.day(name) for name in _DAYS}
    wanted = dict(filters)
    form.finish("EndTime", "EndTime<", "EndTime>")
    found = [
        call
        for call in reversed(exchange.calls.values())
        if _matches(call, wanted) and _started_in(call, days)
    ]
    shown = page.show(found, lambda call: show_call(exchange, call))
    return answer_page("calls", shown, f"{account_path(exchange)}/Calls.json", filters)


def update_call(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Send a call in progress to another document, or end it."""
    call = find_call(exchange, args["sid"])
    source = read_source(form)
    status = form.choice("Status", ("completed", "canceled"), "", 21218)
    callback_url = form.url("StatusCallback", 21609)
    callback_method = form.method("StatusCallbackMethod")
    fallback = form.url("FallbackUrl")
    fallback_method = form.method("FallbackMethod")
    form.finish("TimeLimit")
    if not call.is_live:
        raise bad_param(21220, "Call is not in-progress. Cannot redirect.")
    if callback_url:
        call.callback = Callback(callback_url, callback_method, frozenset({"completed"}))
    if fallback:
        call.fallback = Source(fallback, fallback_method)
    if status:
        _end_as_asked(exchange, call, status)
    elif source is not None and not divert_call(call, source):
        raise bad_param(21220, "Call is not in-progress. Cannot redirect.")
    return RestAnswer(200, show_call(exchange, call))


def find_call(exchange: Exchange, sid: str) -> Call:
    call = exchange.calls.get(sid)
    if call is None:
        raise not_found(f"{account_path(exchange)}/Calls/{sid}.json")
    return call


def show_call(exchange: Exchange, call: Call) -> Json:
    path = f"{account_path(exchange)}/Calls/{call.sid}"
    parts = ("notifications", "recordings", "payments", "events", "siprec", "streams")
    return {
        "sid": call.sid,
        "account_sid": exchange.account.sid,
        "parent_call_sid": call.parent_sid,
        "phone_number_sid": call.number_sid,
        "to": call.to_number,
        "to_formatted": call.to_number,
        "from": call.from_number,
        "from_formatted": call.from_number,
        "status": call.status.value,
        "direction": call.direction.value,
        "answered_by": call.answered_by,
        "date_created": write_instant(call.created_at),
        "date_updated": write_instant(call.updated_at),
        "start_time": write_instant(call.started_at),
        "end_time": write_instant(call.ended_at),
        "duration": None if call.ended_at is None else str(call.duration_s),
        "price": None,
        "price_unit": "USD",
        "api_version": API_VERSION,
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": f"{path}.json",
        "subresource_uris": {part: f"{path}/{part.title()}.json" for part in parts},
    }


def _end_as_asked(exchange: Exchange, call: Call, status: str) -> None:
    """`canceled` leaves a call in progress alone; one never answered ends as canceled."""
    if call.status is not CallStatus.IN_PROGRESS:
        end_call(exchange, call, CallStatus.CANCELED)
    elif status == "completed":
        end_call(exchange, call, CallStatus.COMPLETED)


def _matches(call: Call, wanted: dict[str, str]) -> bool:
    has = {
        "To": call.to_number,
        "From": call.from_number,
        "Status": call.status.value,
        "ParentCallSid": call.parent_sid,
    }
    return all(has[name] == value for name, value in wanted.items() if name in has)


def _started_in(call: Call, days: dict[str, date | None]) -> bool:
    on, until, since = days["StartTime"], days["StartTime<"], days["StartTime>"]
    if on is None and until is None and since is None:
        return True
    if call.started_at is None:
        return False
    day = call.started_at.date()
    return (
        (on is None or day == on)
        and (until is None or day <= until)
        and (since is None or day >= since)
    )
