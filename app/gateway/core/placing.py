"""How a leg comes to be: a telephone calls us, or we call one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.gateway.core.addresses import Callback, Source
from app.gateway.core.calls import end_call, report_progress
from app.gateway.core.exchange import Exchange
from app.gateway.core.records import Call, CallStatus, Detection, Direction
from app.gateway.core.session import Performer, Session
from app.gateway.core.signals import Script
from app.gateway.core.switch import LegId
from app.gateway.core.switch_events import CallArrived

RING_GRACE_S = 5.0
"""Twilio rings about this much longer than asked."""

ScriptMaker = Callable[[Session], Script[None]]


@dataclass(frozen=True, slots=True)
class CallOrder:
    """An outgoing call to be placed."""

    direction: Direction
    to_number: str
    from_number: str
    timeout_s: float
    callback: Callback | None = None
    fallback: Source | None = None
    detection: Detection | None = None
    parent_sid: str | None = None


def receive_call(
    exchange: Exchange, arrived: CallArrived, performer: Performer, make_script: ScriptMaker
) -> Call:
    """A telephone calls our number; the script decides what happens to it."""
    account = exchange.account
    callback = None
    if account.status_callback is not None:
        callback = Callback(account.status_callback, "POST", frozenset({"completed"}))
    call = Call(
        sid=exchange.sids.make_sid("CA"),
        leg=arrived.leg,
        direction=Direction.INBOUND,
        from_number=arrived.from_number,
        to_number=arrived.to_number,
        status=CallStatus.RINGING,
        created_at=exchange.now,
        updated_at=exchange.now,
        number_sid=exchange.number_sid,
        callback=callback,
        fallback=account.fallback,
        started_at=exchange.now,
    )
    _register(exchange, call)
    _open_session(exchange, call, performer, make_script).begin()
    return call


def place_call(
    exchange: Exchange, order: CallOrder, performer: Performer, make_script: ScriptMaker
) -> Call:
    """Queue an outgoing call; it is dialled when its turn comes, the script runs once answered."""
    sid = exchange.sids.make_sid("CA")
    call = Call(
        sid=sid,
        leg=LegId(sid),
        direction=order.direction,
        from_number=order.from_number,
        to_number=order.to_number,
        status=CallStatus.QUEUED,
        created_at=exchange.now,
        updated_at=exchange.now,
        parent_sid=order.parent_sid,
        callback=order.callback,
        fallback=order.fallback,
        detection=order.detection,
    )
    _register(exchange, call)
    _open_session(exchange, call, performer, make_script)
    dial_at = exchange.now
    if order.direction is Direction.OUTBOUND_API:
        dial_at = max(exchange.now, exchange.next_dial_at or exchange.now)
        pace_s = 1 / exchange.account.calls_per_second
        exchange.next_dial_at = dial_at + timedelta(seconds=pace_s)
    exchange.timeline.call_at(dial_at, lambda: _dial(exchange, call, order.timeout_s))
    return call


def _dial(exchange: Exchange, call: Call, timeout_s: float) -> None:
    if not call.is_live:
        return
    call.started_at = exchange.now
    report_progress(exchange, call, "initiated")
    call.ring_timer = exchange.timeline.call_in(
        timeout_s + RING_GRACE_S, lambda: end_call(exchange, call, CallStatus.NO_ANSWER)
    )
    exchange.switch.place_call(
        call.leg, call.to_number, call.from_number, finds_answerer=call.detection is not None
    )


def _register(exchange: Exchange, call: Call) -> None:
    exchange.calls[call.sid] = call
    exchange.legs[call.leg] = call


def _open_session(
    exchange: Exchange, call: Call, performer: Performer, make_script: ScriptMaker
) -> Session:
    session = Session(
        exchange, call, performer, lambda: end_call(exchange, call, CallStatus.COMPLETED)
    )
    session.prepare(make_script(session))
    call.session = session
    return session
