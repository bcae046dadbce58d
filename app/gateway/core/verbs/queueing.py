"""Enqueue: wait in a queue with a document that is requested again for ever."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.queue_records import Member, Queue
from app.gateway.core.queues import find_queue, join_queue, leave_queue, open_queue
from app.gateway.core.session import Session
from app.gateway.core.signals import CallEnded, Diverted, HangupAsked, QueueLeft, Script
from app.gateway.core.sounds import Music
from app.gateway.core.twiml import (
    Document,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Play,
    Redirect,
    Say,
    Verb,
)
from app.gateway.core.verbs.fetching import resolve_url
from app.gateway.core.verbs.speaking import hear, wait

WAIT_VERBS: frozenset[type[Verb]] = frozenset({Say, Play, Pause, Gather, Redirect, Hangup, Leave})
EMPTY_DOCUMENT_PAUSE_S = 1.0
"""A wait document that takes no time is not requested again at once."""


def enqueue(session: Session, verb: Enqueue, document: Document) -> Script[Source | None]:
    """Wait until something happens; the action's source, or None to go on to the next verb."""
    exchange = session.exchange
    queue = find_queue(exchange, verb.queue) or open_queue(
        exchange, verb.queue, exchange.account.queue_size
    )
    if queue.is_full:
        exchange.note_problem(
            ProblemCode.QUEUE_FULL, f"{queue.name} is full", document.url or "", session.call.sid
        )
        return _action(verb, document, (("QueueResult", "queue-full"),))
    member = join_queue(exchange, queue, session.call)
    try:
        yield from _wait_in_queue(session, verb, document, queue, member)
        result = "system-error"
    except QueueLeft:
        result = "leave"
    except DocumentFailed as failed:
        exchange.note_problem(failed.code, failed.message, failed.url, session.call.sid)
        result = "error"
    except Diverted:
        _tell_action(session, verb, document, _result(session, queue, member, "redirected"))
        raise
    except (CallEnded, HangupAsked):
        _tell_action(session, verb, document, _result(session, queue, member, "hangup"))
        raise
    finally:
        leave_queue(queue, member)
    return _action(verb, document, _result(session, queue, member, result))


def _wait_in_queue(
    session: Session, verb: Enqueue, document: Document, queue: Queue, member: Member
) -> Script[None]:
    if verb.wait_url is None:
        yield from hear(session, Music())
        return
    if verb.wait_url == "":
        while True:
            yield
    url = resolve_url(document, verb.wait_url)
    while True:
        began_at = session.exchange.now
        params = _wait_params(session, queue, member)
        yield from session.performer.follow(
            session, Source(url, verb.wait_method, params), WAIT_VERBS
        )
        if session.exchange.now == began_at:
            yield from wait(session, EMPTY_DOCUMENT_PAUSE_S)


def _wait_params(session: Session, queue: Queue, member: Member) -> tuple[tuple[str, str], ...]:
    now = session.exchange.now
    position = queue.members.index(member) + 1 if member in queue.members else 1
    return (
        ("QueueSid", queue.sid),
        ("QueuePosition", str(position)),
        ("QueueTime", str(round((now - member.joined_at).total_seconds()))),
        ("AvgQueueTime", str(queue.average_wait_s(now))),
        ("CurrentQueueSize", str(len(queue.members))),
        ("MaxQueueSize", str(queue.max_size)),
    )


def _result(
    session: Session, queue: Queue, member: Member, result: str
) -> tuple[tuple[str, str], ...]:
    waited_s = round((session.exchange.now - member.joined_at).total_seconds())
    return (("QueueResult", result), ("QueueSid", queue.sid), ("QueueTime", str(waited_s)))


def _action(
    verb: Enqueue, document: Document, params: tuple[tuple[str, str], ...]
) -> Source | None:
    if not verb.action:
        return None
    return Source(resolve_url(document, verb.action), verb.method, params)


def _tell_action(
    session: Session, verb: Enqueue, document: Document, params: tuple[tuple[str, str], ...]
) -> None:
    """Request the action although its answer can no longer be carried out."""
    source = _action(verb, document, params)
    if source is not None and source.url is not None:
        session.request(source, source.url)
