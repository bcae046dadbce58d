"""Turns a prompt and a language into what the carrier plays or says.

The fall-back chain (B91) is Tibetan recording, be it stale → Chinese recording → Chinese by the
carrier's voice.  Each Tibetan gap is counted, and the studio shows gaps, placeholders and stale
recordings to staff before a caller meets them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.hotline.prompts.sound import SoundKind
from app.hotline.prompts.texts import NUMBERED, TEXTS
from app.kit.i18n import Catalogues, Domain, Language
from app.kit.storage.scope import FIRST_HOTLINE, find_current
from app.telephony.speech import Play, Say, Speech

MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Prompts:
    """The recordings under `root` (`LANGUAGE/NAME.wav`), served below `base_url`; those of each
    hotline beside the first in a folder of its own there."""

    catalogues: Catalogues
    root: Path
    base_url: str
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def folder(self) -> Path:
        """Where the recordings of the hotline that asks are."""
        current = find_current() or FIRST_HOTLINE
        return self.root if current == FIRST_HOTLINE else self.root / f"hotline-{current}"

    def speak(self, name: str, language: str) -> Speech:
        """The prompt in the caller's language, or what the chain declares instead."""
        if language == Language.BO:
            recording = self.find_recording(name, Language.BO)
            if recording is not None:
                return self._play(recording)
            self.missing[name] += 1
        recording = self.find_recording(name, Language.ZH)
        if recording is not None:
            return self._play(recording)
        return Say(self.read_text(name, Language.ZH), "zh-CN")

    def speak_all(self, names: list[str], language: str) -> tuple[Speech, ...]:
        """Several prompts one after the other."""
        return tuple(self.speak(name, language) for name in names)

    def speak_both(self, name: str) -> tuple[Speech, ...]:
        """The prompt in Tibetan and then in Chinese, for a caller whose language is unknown;
        once, where no Tibetan recording is there."""
        spoken = self.speak(name, Language.BO), self.speak(name, Language.ZH)
        return spoken[:1] if spoken[0] == spoken[1] else spoken

    def play_music(self, times: int) -> Speech:
        """The waiting music."""
        return Play(self._find_address(self.folder / f"{MUSIC}.wav"), times)

    def read_text(self, name: str, language: Language) -> str:
        """The words of a prompt, for the carrier's voice and for the people who record it."""
        words = self.catalogues.translator(language, Domain.PROMPTS)
        facts = {"number": NUMBERED[name][1]} if name in NUMBERED else {}
        return words.gettext(TEXTS[name], **facts)

    def is_draft(self, name: str, language: Language) -> bool:
        """Whether no reviewer has approved the words yet."""
        words = self.catalogues.translator(language, Domain.PROMPTS)
        return words.is_draft(TEXTS[name])

    def find_recording(self, name: str, language: Language) -> Path | None:
        """The file that is played for a prompt; None when nobody recorded it."""
        paths = (self.folder / language / f"{name}.{kind}" for kind in SoundKind)
        return next((path for path in paths if path.exists()), None)

    def _play(self, recording: Path) -> Speech:
        return Play(self._find_address(recording))

    def _find_address(self, recording: Path) -> str:
        return f"{self.base_url}/prompts/{recording.relative_to(self.root).as_posix()}"
