"""Dial with Number, Client or Sip: ring all at once, bridge the first, tell the action."""

from __future__ import annotations

from app.telephony.gateway.core.calls import end_call, pick_up
from app.telephony.gateway.core.placing import CallOrder, place_call
from app.telephony.gateway.core.problems import DocumentFailed
from app.telephony.gateway.core.records import Call, Callback, CallStatus, Direction, Source
from app.telephony.gateway.core.session import Session
from app.telephony.gateway.core.signals import (
    CallEnded,
    Diverted,
    KeyHeard,
    Script,
    TargetEnded,
    TargetReady,
    TimeUp,
)
from app.telephony.gateway.core.switch import RoomId
from app.telephony.gateway.core.twiml import (
    Dial,
    Document,
    Gather,
    Hangup,
    Pause,
    Play,
    Redirect,
    Say,
    Target,
    Verb,
)
from app.telephony.gateway.core.verbs.fetching import resolve_url

WHISPER_VERBS: frozenset[type[Verb]] = frozenset({Say, Play, Pause, Gather, Redirect, Hangup})


def dial_targets(session: Session, verb: Dial, document: Document) -> Script[Source | None]:
    """Ring, bridge and wait for the end; the action's source, if the Dial has one."""
    ringing = [_ring(session, verb, target, document) for target in verb.targets]
    winner: Call | None = None
    try:
        winner = yield from _await_winner(session, ringing)
        if winner is not None:
            pick_up(session.exchange, session.call)
            yield from _talk(session, verb, winner)
    except CallEnded:
        _end_targets(session, ringing, winner)
        source = _action(verb, document, winner, ringing)
        if source is not None and source.url is not None:
            session.request(source, source.url)
        raise
    finally:
        _leave_bridge(session, winner)
        _end_targets(session, ringing, winner)
    return _action(verb, document, winner, ringing)


def _ring(session: Session, verb: Dial, target: Target, document: Document) -> Call:
    callback = None
    if target.status_callback:
        url = resolve_url(document, target.status_callback)
        callback = Callback(url, target.status_method, target.status_events)
    caller = session.call
    order = CallOrder(
        direction=Direction.OUTBOUND_DIAL,
        to_number=target.address,
        from_number=verb.caller_id or caller.from_number,
        timeout_s=verb.timeout_s,
        callback=callback,
        parent_sid=caller.sid,
    )
    source = None
    if target.url:
        source = Source(resolve_url(document, target.url), target.method)
    call = place_call(
        session.exchange,
        order,
        lambda child: session.exchange.performer.run_leg(
            child, _serve_target(child, session, source)
        ),
    )
    call.on_ended = lambda ended: session.post(TargetEnded(ended))
    return call


def _serve_target(child: Session, caller: Session, source: Source | None) -> Script[None]:
    """The dialled leg's own script: its document first, then it is for the caller to bridge."""
    try:
        yield from _whisper(child, source)
        caller.post(TargetReady(child.call))
        while True:
            yield
    except Diverted:
        child.call.on_ended = None  # no longer the caller's to end
        caller.post(TargetEnded(child.call))
        raise


def _whisper(child: Session, source: Source | None) -> Script[None]:
    if source is not None:
        try:
            yield from child.exchange.performer.follow(child, source, WHISPER_VERBS)
        except DocumentFailed as failed:  # Twilio bridges all the same
            child.exchange.note_problem(failed.code, failed.message, failed.url, child.call.sid)


def _await_winner(session: Session, ringing: list[Call]) -> Script[Call | None]:
    while any(call.is_live for call in ringing):
        signal = yield
        match signal:
            case TargetReady(call=call) if call.is_live:
                for other in ringing:
                    if other is not call:
                        end_call(session.exchange, other, CallStatus.CANCELED)
                return call
            case _:
                pass
    return None


def _talk(session: Session, verb: Dial, winner: Call) -> Script[None]:
    room = _bridge(session)
    switch = session.exchange.switch
    for leg in (session.call.leg, winner.leg):
        switch.join_room(leg, room, is_muted=False, whispers_to=None)
    limit, timer = session.start_timer(verb.time_limit_s)
    try:
        while winner.is_live:
            signal = yield
            if signal in (TimeUp(limit), TargetEnded(winner)):
                return
            if verb.hangs_up_on_star and signal == KeyHeard("*"):
                return
    finally:
        timer.cancel()


def _bridge(session: Session) -> RoomId:
    return RoomId(f"bridge-{session.call.sid}")


def _leave_bridge(session: Session, winner: Call | None) -> None:
    if winner is not None:
        for leg in (session.call.leg, winner.leg):
            session.exchange.switch.leave_room(leg, _bridge(session))


def _end_targets(session: Session, ringing: list[Call], winner: Call | None) -> None:
    for call in ringing:
        if call.on_ended is not None:
            status = CallStatus.COMPLETED if call is winner else CallStatus.CANCELED
            end_call(session.exchange, call, status)


def _action(
    verb: Dial, document: Document, winner: Call | None, ringing: list[Call]
) -> Source | None:
    if not verb.action:
        return None
    told = winner or ringing[-1]
    params = [
        ("DialCallSid", told.sid),
        ("DialCallStatus", "completed" if winner is not None else told.status.value),
        ("DialBridged", "true" if winner is not None else "false"),
    ]
    if winner is not None:
        params.append(("DialCallDuration", str(winner.duration_s)))
    return Source(resolve_url(document, verb.action), verb.method, tuple(params))
