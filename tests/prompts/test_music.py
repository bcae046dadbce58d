"""The waiting music is there on a real line, too: its absence would end every wait."""

from __future__ import annotations

from pathlib import Path

from app.hotline.prompts.placeholders import make_music
from app.hotline.prompts.sound import read_sound
from app.hotline.prompts.speech import MUSIC, Prompts
from app.kit.i18n import Catalogues


def test_music_is_made_where_there_is_none(tmp_path: Path) -> None:
    prompts = Prompts(Catalogues.load(), tmp_path / "prompts", "")
    make_music(prompts)
    sound = read_sound((prompts.folder / f"{MUSIC}.wav").read_bytes())
    assert sound is not None
    assert 25 <= sound.length_s <= 35


def test_the_music_of_the_bureau_stays(tmp_path: Path) -> None:
    own = tmp_path / f"{MUSIC}.wav"
    own.write_bytes(b"RIFF of our own")
    make_music(Prompts(Catalogues.load(), tmp_path, ""))
    assert own.read_bytes() == b"RIFF of our own"
