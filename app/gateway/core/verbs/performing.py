"""Carrying out documents: verb after verb, document after document, and the fallback."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never, get_args

from app.gateway.core.addresses import Source
from app.gateway.core.calls import pick_up, refuse_call
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.session import Session
from app.gateway.core.signals import Diverted, HangupAsked, Interrupt, QueueLeft, Script
from app.gateway.core.switch import Refusal
from app.gateway.core.twiml import (
    Document,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)
from app.gateway.core.twiml_dial import Dial
from app.gateway.core.verbs.dialling import dial_targets
from app.gateway.core.verbs.fetching import fetch_document, resolve_url
from app.gateway.core.verbs.gathering import gather
from app.gateway.core.verbs.meeting import meet_as_told
from app.gateway.core.verbs.queueing import enqueue
from app.gateway.core.verbs.recording import record
from app.gateway.core.verbs.speaking import speak

ALL_VERBS: frozenset[type[Verb]] = frozenset(get_args(Verb)) - {Leave}


class DocumentPerformer:
    """Follows documents; the one implementation of `Performer`."""

    def run_leg(self, session: Session, opening: Script[None]) -> Script[None]:
        step = opening
        while True:
            try:
                yield from step
            except Diverted as diverted:
                step = self.follow(session, diverted.source, ALL_VERBS)
            except DocumentFailed as failed:
                session.exchange.note_problem(
                    failed.code, failed.message, failed.url, session.call.sid
                )
                fallback = session.call.fallback
                if fallback is None or failed.url == (fallback.url or ""):
                    return
                source = replace(fallback, params=_error_params(failed))
                step = self.follow(session, source, ALL_VERBS)
            else:
                return

    def follow(
        self, session: Session, first: Source, allowed: frozenset[type[Verb]]
    ) -> Script[None]:
        source: Source | None = first
        while source is not None:
            document = yield from fetch_document(session, source)
            source = yield from _perform(session, document, allowed)


def start_leg(session: Session, first: Source) -> Script[None]:
    """The script of a leg that begins with the document at `first`."""
    performer = session.performer
    return performer.run_leg(session, performer.follow(session, first, ALL_VERBS))


def _perform(
    session: Session, document: Document, allowed: frozenset[type[Verb]]
) -> Script[Source | None]:
    """Verb after verb; the source that takes over, or None when the document has run out."""
    for verb in document.verbs:
        if type(verb) not in allowed:
            name = type(verb).__name__
            message = f"<{name}> is not allowed here"
            raise DocumentFailed(ProblemCode.SCHEMA_VIOLATED, message, document.url or "")
        if not isinstance(verb, Reject | Pause) and not _answers_on_bridge(verb):
            pick_up(session.exchange, session.call)
        source = yield from _perform_verb(session, verb, document)
        if source is not None:
            return source
    pick_up(session.exchange, session.call)
    return None


def _answers_on_bridge(verb: Verb) -> bool:
    return isinstance(verb, Dial) and verb.answers_on_bridge and verb.conference is None


def _perform_verb(session: Session, verb: Verb, document: Document) -> Script[Source | None]:
    match verb:
        case Say() | Play() | Pause():
            yield from speak(session, verb, document)
            return None
        case Gather():
            return (yield from gather(session, verb, document))
        case Redirect():
            return Source(resolve_url(document, verb.url), verb.method)
        case Hangup() | Leave() | Reject():
            raise _end(session, verb)
        case Enqueue():
            return (yield from enqueue(session, verb, document))
        case Dial(conference=None):
            return (yield from dial_targets(session, verb, document))
        case Dial():
            return (yield from meet_as_told(session, verb, document))
        case Record():
            return (yield from record(session, verb, document))
        case _:
            assert_never(verb)


def _end(session: Session, verb: Hangup | Leave | Reject) -> Interrupt:
    match verb:
        case Hangup():
            return HangupAsked()
        case Leave():
            return QueueLeft()
        case Reject():
            refusal = Refusal.BUSY if verb.reason == "busy" else Refusal.FAILED
            refuse_call(session.exchange, session.call, refusal)
            return HangupAsked()


def _error_params(failed: DocumentFailed) -> tuple[tuple[str, str], ...]:
    return (("ErrorCode", str(failed.code.value)), ("ErrorUrl", failed.url))
