"""Gather: prompts that a key may break off, then keys until enough, a last key, or a time-out."""

from __future__ import annotations

from dataclasses import dataclass

from app.gateway.core.addresses import Source
from app.gateway.core.session import Session
from app.gateway.core.signals import Script
from app.gateway.core.twiml import Document, Gather
from app.gateway.core.verbs.fetching import resolve_url
from app.gateway.core.verbs.speaking import speak, wait_for_key


@dataclass(frozen=True, slots=True)
class _Entry:
    keys: str
    finished_on: str


def gather(session: Session, verb: Gather, document: Document) -> Script[Source | None]:
    """The action's source; None (go on to the next verb) when nothing was pressed."""
    switch, leg = session.exchange.switch, session.call.leg
    switch.listen_for_keys(leg, is_listening=True)
    try:
        entry = yield from _collect(session, verb, document)
    finally:
        switch.listen_for_keys(leg, is_listening=False)
    if not entry.keys and not entry.finished_on and not verb.acts_on_empty:
        return None
    params = (("Digits", entry.keys), ("FinishedOnKey", entry.finished_on), ("msg", "Gather End"))
    return Source(resolve_url(document, verb.action), verb.method, params)


def _collect(session: Session, verb: Gather, document: Document) -> Script[_Entry]:
    keys, key = "", None
    for prompt in verb.prompts:
        key = yield from speak(session, prompt, document, stops_on_key=True)
        if key is not None:
            break
    while True:
        if key is None:
            key = yield from wait_for_key(session, verb.timeout_s)
        if key is None:
            return _Entry(keys, "")
        if key in verb.finish_on_key:
            return _Entry(keys, key)
        keys, key = keys + key, None
        if verb.num_digits is not None and len(keys) >= verb.num_digits:
            return _Entry(keys, "")
