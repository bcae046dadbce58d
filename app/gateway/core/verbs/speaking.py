"""Say, Play and Pause; and waiting for a key or an instant."""

from __future__ import annotations

from typing import assert_never

from app.gateway.core.session import Session
from app.gateway.core.signals import KeyHeard, Script, SoundEnded, TimeUp
from app.gateway.core.sounds import Media, Sound, Speech, Tones
from app.gateway.core.twiml import Document, Pause, Play, Prompt, Say
from app.gateway.core.verbs.fetching import resolve_url


def speak(
    session: Session, prompt: Prompt, document: Document, *, stops_on_key: bool = False
) -> Script[str | None]:
    """Let one prompt be heard; with `stops_on_key`, the key that broke it off, else None."""
    match prompt:
        case Pause():
            if stops_on_key:
                return (yield from wait_for_key(session, prompt.length_s))
            yield from wait(session, prompt.length_s)
            return None
        case Say():
            sound: Sound = Speech(prompt.text, prompt.language, prompt.times)
        case Play(digits=digits) if digits:
            sound = Tones(digits)
        case Play():
            sound = Media(resolve_url(document, prompt.url), prompt.times)
        case _:
            assert_never(prompt)
    return (yield from hear(session, sound, stops_on_key=stops_on_key))


def hear(session: Session, sound: Sound, *, stops_on_key: bool = False) -> Script[str | None]:
    """Play one sound to its end, or to the first key."""
    switch, leg = session.exchange.switch, session.call.leg
    playback = session.exchange.next_playback()
    switch.play(leg, playback, sound)
    is_over = False
    try:
        while True:
            signal = yield
            match signal:
                case SoundEnded(playback=ended) if ended == playback:
                    is_over = True
                    return None
                case KeyHeard(key=key) if stops_on_key:
                    return key
                case _:
                    pass
    finally:
        if not is_over:
            switch.stop_playing(leg, playback)


def wait(session: Session, delay_s: float) -> Script[None]:
    """Let time pass; keys are not heard."""
    number, timer = session.start_timer(delay_s)
    try:
        while (yield) != TimeUp(number):
            pass
    finally:
        timer.cancel()


def wait_for_key(session: Session, timeout_s: float) -> Script[str | None]:
    """The next key, or None after `timeout_s`."""
    number, timer = session.start_timer(timeout_s)
    try:
        while True:
            signal = yield
            if isinstance(signal, KeyHeard):
                return signal.key
            if signal == TimeUp(number):
                return None
    finally:
        timer.cancel()
