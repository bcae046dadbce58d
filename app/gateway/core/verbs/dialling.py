"""Dial with Number, Client or Sip: ring all at once, bridge the first, tell the action."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.calls import end_call, pick_up
from app.gateway.core.records import Call, CallStatus
from app.gateway.core.session import Session
from app.gateway.core.signals import (
    CallEnded,
    KeyHeard,
    Script,
    TargetEnded,
    TargetReady,
    TimeUp,
)
from app.gateway.core.switch import RoomId
from app.gateway.core.twiml import Document
from app.gateway.core.twiml_dial import Dial
from app.gateway.core.verbs.fetching import resolve_url
from app.gateway.core.verbs.targets import end_targets, ring_target


def dial_targets(session: Session, verb: Dial, document: Document) -> Script[Source | None]:
    """Ring, bridge and wait for the end; the action's source, if the Dial has one."""
    ringing = [ring_target(session, verb, target, document) for target in verb.targets]
    winner: Call | None = None
    try:
        winner = yield from _await_winner(session, ringing)
        if winner is not None:
            pick_up(session.exchange, session.call)
            yield from _talk(session, verb, winner)
    except CallEnded:
        end_targets(session, ringing, winner)
        source = _action(verb, document, winner, ringing)
        if source is not None and source.url is not None:
            session.request(source, source.url)
        raise
    finally:
        _leave_bridge(session, winner)
        end_targets(session, ringing, winner)
    return _action(verb, document, winner, ringing)


def _await_winner(session: Session, ringing: list[Call]) -> Script[Call | None]:
    while any(call.is_live for call in ringing):
        signal = yield
        match signal:
            case TargetReady(sid) if (call := session.exchange.calls[sid]).is_live:
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
            if signal in (TimeUp(limit), TargetEnded(winner.sid)):
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
