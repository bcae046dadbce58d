"""The life of a leg: queued, ringing, in progress, ended; and its status callbacks."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.exchange import Exchange
from app.gateway.core.recordings import stop_recordings_of
from app.gateway.core.records import Call, CallStatus, Direction
from app.gateway.core.signals import Diverted
from app.gateway.core.switch import Refusal
from app.gateway.core.voice_params import list_progress_params


def mark_ringing(exchange: Exchange, call: Call) -> None:
    if call.status is CallStatus.QUEUED:
        _move(exchange, call, CallStatus.RINGING)
        report_progress(exchange, call, "ringing")


def mark_answered(exchange: Exchange, call: Call) -> None:
    """An outgoing call was picked up; with machine detection the script waits for the verdict."""
    if call.status not in {CallStatus.QUEUED, CallStatus.RINGING}:
        return
    _stop_ringing(call)
    call.answered_at = exchange.now
    _move(exchange, call, CallStatus.IN_PROGRESS)
    report_progress(exchange, call, "answered")
    if call.detection is None or call.detection.callback is not None:
        _run_script(call)


def mark_detected(exchange: Exchange, call: Call, answered_by: str) -> None:
    """It is known who picked up: start the script that waited, or report it meanwhile."""
    if call.detection is None or call.status is not CallStatus.IN_PROGRESS:
        return
    call.answered_by = answered_by
    callback = call.detection.callback
    if callback is None:
        _run_script(call)
        return
    waited_s = (exchange.now - (call.answered_at or exchange.now)).total_seconds()
    params = [
        ("CallSid", call.sid),
        ("AccountSid", exchange.account.sid),
        ("AnsweredBy", answered_by),
        ("MachineDetectionDuration", str(round(waited_s * 1000))),
    ]
    exchange.office.report(callback.method, callback.url, params)


def pick_up(exchange: Exchange, call: Call) -> None:
    """Answer an arrived call, once its document asks for more than a refusal."""
    if call.status is CallStatus.RINGING and call.direction is Direction.INBOUND:
        call.answered_at = exchange.now
        _move(exchange, call, CallStatus.IN_PROGRESS)
        exchange.switch.answer(call.leg)


def refuse_call(exchange: Exchange, call: Call, refusal: Refusal) -> None:
    """Turn an arrived call away (`<Reject>`)."""
    exchange.switch.refuse(call.leg, refusal)
    status = CallStatus.BUSY if refusal is Refusal.BUSY else CallStatus.FAILED
    _close(exchange, call, status)


def end_call(exchange: Exchange, call: Call, status: CallStatus) -> None:
    """Cut a live leg and let it end with `status`; nothing happens to an ended one."""
    if call.is_live:
        exchange.switch.hang_up(call.leg)
        _close(exchange, call, status)


def lose_leg(exchange: Exchange, call: Call, *, is_broken: bool = False) -> None:
    """The telephone hung up by itself, or its line broke: only the SIP code tells which."""
    if call.is_live:
        call.is_broken = is_broken
        was_talking = call.status is CallStatus.IN_PROGRESS
        _close(exchange, call, CallStatus.COMPLETED if was_talking else CallStatus.NO_ANSWER)


def mark_refused(exchange: Exchange, call: Call, refusal: Refusal) -> None:
    """The called telephone was busy, unreachable or never picked up."""
    if call.is_live:
        _close(exchange, call, CallStatus(refusal.value))


def divert_call(call: Call, source: Source) -> bool:
    """Send a call in progress to another document; False if it is not in a state for that."""
    session = call.session
    if call.status is not CallStatus.IN_PROGRESS or session is None or not session.has_begun:
        return False
    session.interrupt(Diverted(source), lambda: call.is_live)
    return True


def report_progress(exchange: Exchange, call: Call, event: str) -> None:
    """Send the status callback for `event` if it was asked for."""
    callback = call.callback
    if callback is not None and event in callback.events:
        params = list_progress_params(exchange.account, call, event, exchange.now)
        exchange.office.report(callback.method, callback.url, params)


def _run_script(call: Call) -> None:
    if call.session is not None:
        call.session.begin()


def _move(exchange: Exchange, call: Call, status: CallStatus) -> None:
    call.status = status
    call.updated_at = exchange.now


def _stop_ringing(call: Call) -> None:
    if call.ring_timer is not None:
        call.ring_timer.cancel()


def _close(exchange: Exchange, call: Call, status: CallStatus) -> None:
    _stop_ringing(call)
    was_dialled = call.started_at is not None
    call.ended_at = exchange.now
    _move(exchange, call, status)
    exchange.legs.pop(call.leg, None)
    stop_recordings_of(exchange, call)
    if call.session is not None:
        call.session.end()
    if was_dialled:  # a call cancelled while still queued reports nothing
        report_progress(exchange, call, "completed")
    if call.on_ended is not None:
        call.on_ended(call)
