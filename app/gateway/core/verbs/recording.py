"""Record: a beep, then what the caller says until a key, a silence, or the longest time."""

from __future__ import annotations

from app.gateway.core.addresses import Callback, Source
from app.gateway.core.recording_records import Recording
from app.gateway.core.recordings import recording_url, start_recording, stop_recording
from app.gateway.core.session import Session
from app.gateway.core.signals import CallEnded, KeyHeard, Script, SilenceHeard, TimeUp
from app.gateway.core.sounds import Beep
from app.gateway.core.twiml import Document, Record
from app.gateway.core.verbs.fetching import resolve_url
from app.gateway.core.verbs.speaking import hear


def record(session: Session, verb: Record, document: Document) -> Script[Source | None]:
    """The action's source, with the recording; None to go on when nothing was said."""
    if verb.plays_beep:
        yield from hear(session, Beep())
    callback = _callback(verb, document)
    recording = start_recording(session.exchange, session.call, "RecordVerb", callback)
    try:
        ended_by = yield from _listen(session, verb)
    except CallEnded:
        stop_recording(session.exchange, recording)
        source = _action(session, verb, document, recording, "hangup")
        if source.url is not None:
            session.request(source, source.url)
        raise
    finally:
        stop_recording(session.exchange, recording)
    return _action(session, verb, document, recording, ended_by)


def _listen(session: Session, verb: Record) -> Script[str]:
    """Until it ends; the key that ended it, or nothing."""
    longest, longest_timer = session.start_timer(verb.max_length_s)
    silence, silence_timer = -1, None
    session.exchange.switch.listen_for_keys(session.call.leg, is_listening=True)
    try:
        while True:
            signal = yield
            match signal:
                case KeyHeard(key=key) if key in verb.finish_on_key:
                    return key
                case SilenceHeard():
                    silence, silence_timer = session.start_timer(verb.timeout_s)
                case TimeUp(timer=timer) if timer in (longest, silence):
                    return ""
                case _:
                    pass
    finally:
        session.exchange.switch.listen_for_keys(session.call.leg, is_listening=False)
        longest_timer.cancel()
        if silence_timer is not None:
            silence_timer.cancel()


def _callback(verb: Record, document: Document) -> Callback | None:
    if not verb.status_callback:
        return None
    url = resolve_url(document, verb.status_callback)
    return Callback(url, verb.status_method, verb.status_events)


def _action(
    session: Session, verb: Record, document: Document, recording: Recording, ended_by: str
) -> Source:
    params = [
        ("RecordingUrl", recording_url(session.exchange, recording)),
        ("RecordingDuration", str(round(recording.recorded_s))),
    ]
    if ended_by:
        params.append(("Digits", ended_by))
    return Source(resolve_url(document, verb.action), verb.method, tuple(params))
