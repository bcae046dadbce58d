"""How long a sound lasts, for telephones that do not hear."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from typing import Protocol

from app.gateway.core.sounds import Media

DEFAULT_MEDIA_S = 3.0
_CHINESE_SYLLABLES_PER_S = 4.5
_TIBETAN_SYLLABLES_PER_S = 4.0
_LETTERS_PER_S = 15.0
_TSHEG = "\u0f0b"


class MediaLengths(Protocol):
    """Finds out how long a sound file lasts."""

    def ask(self, media: Media, tell: Callable[[float], None]) -> None:
        """Call `tell` once with the length in seconds, now or later."""
        ...


class FetchedLengths:
    """Reads the file through `fetch` (None when it cannot be had), once per address."""

    def __init__(self, fetch: Callable[[str], bytes | None]) -> None:
        self._fetch = fetch
        self._known: dict[str, float] = {}

    def ask(self, media: Media, tell: Callable[[float], None]) -> None:
        if media.url not in self._known:
            self._known[media.url] = measure_wav_s(self._fetch(media.url))
        tell(self._known[media.url])


def measure_wav_s(content: bytes | None) -> float:
    """Seconds of a WAV file from its header; the default when it is none."""
    if not content:
        return DEFAULT_MEDIA_S
    try:
        with wave.open(io.BytesIO(content)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (wave.Error, EOFError, ZeroDivisionError):
        return DEFAULT_MEDIA_S


def estimate_speech_s(text: str) -> float:
    """How long the text takes to be spoken, from its syllables; at least half a second."""
    chinese = sum("\u4e00" <= letter <= "\u9fff" for letter in text)
    tibetan = text.count(_TSHEG)
    others = sum(letter.isascii() and letter.isalnum() for letter in text)
    seconds = chinese / _CHINESE_SYLLABLES_PER_S + tibetan / _TIBETAN_SYLLABLES_PER_S
    return max(0.5, seconds + others / _LETTERS_PER_S)


def make_silent_wav(length_s: float) -> bytes:
    """A recording of nothing: 8 kHz, 8 bits, one channel."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * round(length_s * 8000))
    return buffer.getvalue()
