"""Sounds made for tests: a WAV tone, a WAV of silence, an MP3 of empty frames."""

from __future__ import annotations

import io
import math
import struct
import wave

MP3_FRAME = bytes.fromhex("fffb9000") + bytes(413)
"""MPEG 1 layer III, 128 kbit/s, 44.1 kHz, no padding: 417 bytes, 1152 samples."""


def make_wav(length_s: float, *, loudness: float = 0.3, rate_hz: int = 8000) -> bytes:
    """A tone of 440 Hz, 16 bits, one channel."""
    step = 2 * math.pi * 440 / rate_hz
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(
            b"".join(
                struct.pack("<h", int(32767 * loudness * math.sin(step * n)))
                for n in range(round(length_s * rate_hz))
            )
        )
    return buffer.getvalue()


def make_mp3(frames: int, *, tag: bytes = b"") -> bytes:
    """So many frames, behind an ID3v2 tag when one is given."""
    header = b"ID3\x04\x00\x00" + bytes((0, 0, len(tag) >> 7, len(tag) & 127)) if tag else b""
    return header + tag + MP3_FRAME * frames
