"""The legs that a Dial rings: placed, whispered to, ended."""

from __future__ import annotations

from app.gateway.core.addresses import Callback, Source
from app.gateway.core.calls import end_call
from app.gateway.core.placing import CallOrder, place_call
from app.gateway.core.problems import DocumentFailed
from app.gateway.core.records import Call, CallStatus, Direction
from app.gateway.core.session import Session
from app.gateway.core.signals import Diverted, Script, TargetEnded, TargetReady
from app.gateway.core.twiml import (
    Document,
    Gather,
    Hangup,
    Pause,
    Play,
    Redirect,
    Say,
    Verb,
)
from app.gateway.core.twiml_dial import Dial, Target
from app.gateway.core.verbs.fetching import resolve_url

WHISPER_VERBS: frozenset[type[Verb]] = frozenset({Say, Play, Pause, Gather, Redirect, Hangup})


def ring_target(session: Session, verb: Dial, target: Target, document: Document) -> Call:
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
        session.performer,
        lambda child: session.performer.run_leg(child, _serve_target(child, session, source)),
    )
    call.on_ended = lambda ended: session.post(TargetEnded(ended.sid))
    return call


def _serve_target(child: Session, caller: Session, source: Source | None) -> Script[None]:
    """The dialled leg's own script: its document first, then it is for the caller to bridge."""
    try:
        yield from _whisper(child, source)
        caller.post(TargetReady(child.call.sid))
        while True:
            yield
    except Diverted:
        child.call.on_ended = None  # no longer the caller's to end
        caller.post(TargetEnded(child.call.sid))
        raise


def _whisper(child: Session, source: Source | None) -> Script[None]:
    if source is not None:
        try:
            yield from child.performer.follow(child, source, WHISPER_VERBS)
        except DocumentFailed as failed:  # Twilio bridges all the same
            child.exchange.note_problem(failed.code, failed.message, failed.url, child.call.sid)


def end_targets(session: Session, ringing: list[Call], winner: Call | None) -> None:
    for call in ringing:
        if call.on_ended is not None:
            status = CallStatus.COMPLETED if call is winner else CallStatus.CANCELED
            end_call(session.exchange, call, status)
