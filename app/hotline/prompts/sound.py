"""Reads what kind of sound a file is and how long it lasts: WAV (PCM) and MP3, nothing else.

The carrier plays both.  Looks at the bytes, never at the file's name; refuses with a named
reason what no caller could hear.
"""

from __future__ import annotations

import io
import wave
from array import array
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.kit.errors import BadInput

LARGEST_BYTES: Final = 5_000_000
SHORTEST_S: Final = 0.3
LONGEST_S: Final = 60.0
QUIETEST_PEAK: Final = 0.01
"""Of full scale, 40 dB below it: a microphone that was off or muted."""

_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


class SoundKind(StrEnum):
    """What the carrier can play; the value is the file's ending."""

    WAV = "wav"
    MP3 = "mp3"


class UnfitSound(BadInput):
    """A file that cannot become a prompt; `reason` says why."""

    code = "unfit_sound"


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound that can be played: its kind and length in seconds."""

    kind: SoundKind
    length_s: float


def read_sound(data: bytes) -> Sound:
    """What the bytes are; raises UnfitSound."""
    if not data:
        raise UnfitSound(place="file", reason="sound_missing")
    if len(data) > LARGEST_BYTES:
        raise UnfitSound(place="file", reason="sound_too_large")
    sound = _read_wave(data) if data[:4] == b"RIFF" else _read_mp3(data)
    if sound.length_s < SHORTEST_S:
        raise UnfitSound(place="file", reason="sound_too_short")
    if sound.length_s > LONGEST_S:
        raise UnfitSound(place="file", reason="sound_too_long")
    return sound


def _read_wave(data: bytes) -> Sound:
    try:
        with wave.open(io.BytesIO(data)) as file:
            count, rate_hz, width = file.getnframes(), file.getframerate(), file.getsampwidth()
            frames = file.readframes(count)
            frame_bytes = width * file.getnchannels()
    except (wave.Error, EOFError) as error:
        raise UnfitSound(place="file", reason="not_plain_wav") from error
    if rate_hz <= 0 or frame_bytes <= 0:
        raise UnfitSound(place="file", reason="not_plain_wav")
    if width == 2 and _find_peak(frames) < QUIETEST_PEAK:
        raise UnfitSound(place="file", reason="sound_is_silent")
    return Sound(SoundKind.WAV, len(frames) / frame_bytes / rate_hz)


def _find_peak(frames: bytes) -> float:
    """The loudest of 16-bit samples, as a share of full scale (this machine is little-endian)."""
    samples = array("h", frames[: len(frames) // 2 * 2])
    return max(max(samples, default=0), -min(samples, default=0)) / 32768


def _read_mp3(data: bytes) -> Sound:
    """The frames of MPEG 1, 2 and 2.5 layer III, one after the other (ISO/IEC 11172-3, 13818-3)."""
    place, seconds, frames = _skip_id3(data), 0.0, 0
    while place + 4 <= len(data):
        frame = _read_frame(data[place : place + 4])
        if frame is None:
            break
        length, lasts_s = frame
        place, seconds, frames = place + length, seconds + lasts_s, frames + 1
    if frames < 3:
        raise UnfitSound(place="file", reason="not_a_sound")
    return Sound(SoundKind.MP3, seconds)


def _skip_id3(data: bytes) -> int:
    """Where the first frame is looked for: behind an ID3v2 tag, whose size has 7 bits a byte."""
    if data[:3] != b"ID3" or len(data) < 10:
        return 0
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _read_frame(header: bytes) -> tuple[int, float] | None:
    """Bytes and seconds of the frame that a header begins; None when it begins none."""
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    if header[0] != 0xFF or header[1] & 0xE0 != 0xE0 or version == 1 or layer != 1:
        return None
    rate_index, bit_index = header[2] >> 2 & 3, header[2] >> 4
    if rate_index == 3 or bit_index in (0, 15):
        return None
    is_first = version == 3
    rate_hz = _RATES_HZ[version][rate_index]
    bitrate = 1000 * (_BITRATES if is_first else _BITRATES_LOW)[bit_index]
    samples = 1152 if is_first else 576
    return samples // 8 * bitrate // rate_hz + (header[2] >> 1 & 1), samples / rate_hz
