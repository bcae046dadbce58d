"""Audibly marked placeholder recordings for training mode, and the waiting music.

A placeholder is a row of short tones, one for each syllable of the Tibetan text, so that its
length is that of speech and nobody can take it for a recording.  It is a file without a row in
`prompt_recordings`: the studio shows it, `hotline release-check` refuses it.
"""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

from app.hotline.prompts.lengths import SYLLABLES_PER_S, count_syllables
from app.hotline.prompts.speech import MUSIC, Prompts
from app.hotline.prompts.texts import list_prompts
from app.kit.i18n import Language

RATE_HZ = 8000
SYLLABLE_S = 1 / SYLLABLES_PER_S
_MELODY_HZ = (262, 294, 330, 392, 440, 392, 330, 294)


def make_placeholders(prompts: Prompts) -> int:
    """Write what is missing for training; returns how many files were written."""
    folder = prompts.folder / Language.BO
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name in list_prompts():
        path = folder / f"{name}.wav"
        if prompts.find_recording(name, Language.BO) is None:
            _write_wave(path, max(2, count_syllables(prompts.read_text(name, Language.BO))))
            written += 1
    return written


def make_music(prompts: Prompts) -> None:
    """Write a waiting music where the bureau has put none: on a real line as in training, for a
    missing sound fails at the carrier and throws the waiting caller out of the queue."""
    music = prompts.folder / f"{MUSIC}.wav"
    if not music.exists():
        prompts.folder.mkdir(parents=True, exist_ok=True)
        _write_samples(music, b"".join(_tone(hz, 0.9, 0.12) for hz in _MELODY_HZ * 4))


def _write_wave(path: Path, syllables: int) -> None:
    tones = (_tone(620 if n % 2 else 520, SYLLABLE_S * 0.7, 0.3) for n in range(syllables))
    silence = b"\0\0" * int(RATE_HZ * SYLLABLE_S * 0.3)
    _write_samples(path, b"".join(tone + silence for tone in tones))


def _tone(frequency_hz: float, length_s: float, loudness: float) -> bytes:
    count = int(RATE_HZ * length_s)
    step = 2 * math.pi * frequency_hz / RATE_HZ
    fade = max(1, count // 10)
    return b"".join(
        struct.pack(
            "<h", int(32767 * loudness * min(1, n / fade, (count - n) / fade) * math.sin(step * n))
        )
        for n in range(count)
    )


def _write_samples(path: Path, samples: bytes) -> None:
    unfinished = path.with_suffix(".part")
    with wave.open(str(unfinished), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples)
    unfinished.replace(path)
