"""Every file that cannot become a prompt is refused with its reason; lengths are measured."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotline.prompts.sound import LARGEST_BYTES, SoundKind, UnfitSound, read_sound
from tests.prompts.sounds import make_mp3, make_wav


def test_the_length_of_a_wav_is_measured() -> None:
    sound = read_sound(make_wav(2.5))
    assert (sound.kind, sound.length_s) == (SoundKind.WAV, 2.5)


@pytest.mark.parametrize("tag", [b"", b"a tag of some words" * 20])
def test_the_length_of_an_mp3_is_counted_by_its_frames(tag: bytes) -> None:
    sound = read_sound(make_mp3(100, tag=tag))
    assert (sound.kind, round(sound.length_s, 3)) == (SoundKind.MP3, 2.612)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "sound_missing"),
        (b"x" * (LARGEST_BYTES + 1), "sound_too_large"),
        (make_wav(0.1), "sound_too_short"),
        (make_wav(61), "sound_too_long"),
        (make_wav(2, loudness=0.001), "sound_is_silent"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x07\x00", "not_plain_wav"),
        (b"\x1aE\xdf\xa3 a webm file", "not_a_sound"),
        (b"<html>no sound at all</html>" * 30, "not_a_sound"),
    ],
)
def test_what_nobody_could_hear_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnfitSound) as refused:
        read_sound(data)
    assert refused.value.facts == {"place": "file", "reason": reason}


@given(st.binary(max_size=400), st.sampled_from([b"", b"RIFF", b"ID3", b"\xff\xfb\x90\x00"]))
def test_rubbish_never_gives_another_error(rubbish: bytes, start: bytes) -> None:
    with suppress(UnfitSound):
        assert read_sound(start + rubbish).length_s > 0
