"""What a participant hears: the wait before the start, the music on hold, the others."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.conference_records import Participant
from app.gateway.core.problems import DocumentFailed
from app.gateway.core.session import Session
from app.gateway.core.signals import KeyHeard, Script
from app.gateway.core.sounds import Music
from app.gateway.core.twiml import Document, Pause, Play, Redirect, Say, Verb
from app.gateway.core.twiml_dial import Conference, Dial
from app.gateway.core.verbs.fetching import resolve_url
from app.gateway.core.verbs.speaking import hear

HOLD_VERBS: frozenset[type[Verb]] = frozenset({Say, Play, Pause, Redirect})


def watch_keys(dial: Dial) -> Script[None]:
    """Nothing to do but to watch for the star key; returns when it is pressed."""
    while True:
        signal = yield
        if dial.hangs_up_on_star and signal == KeyHeard("*"):
            return


def hear_hold(session: Session, participant: Participant) -> Script[None]:
    """The hold document, then the carrier's music, until interrupted."""
    source = participant.hold
    if source is None:
        yield from hear(session, Music())
        return
    while True:
        try:
            yield from session.performer.follow(session, source, HOLD_VERBS)
        except DocumentFailed as failed:
            session.exchange.note_problem(failed.code, failed.message, failed.url, session.call.sid)
        yield from hear(session, Music())


def hear_wait(session: Session, noun: Conference, document: Document) -> Script[None]:
    """The wait document once, then silence, until interrupted; raises DocumentFailed."""
    if noun.wait_url is None:
        yield from hear(session, Music())
    elif noun.wait_url:
        source = Source(resolve_url(document, noun.wait_url), noun.wait_method)
        yield from session.performer.follow(session, source, HOLD_VERBS)
    while True:  # silence once the document has run out
        yield
