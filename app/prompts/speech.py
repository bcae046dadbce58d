"""Turns a prompt and a language into what the carrier plays or says.

The fall-back chain is Tibetan recording → Chinese recording → Chinese by the carrier's voice;
each Tibetan gap is counted so that staff see it before a caller does (B91).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from app.i18n import Catalogues, Domain, Language
from app.prompts.texts import PLACE_TEXT, TEXTS
from app.telephony.speech import Play, Say, Speech

MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Prompts:
    """The recordings under `folder` (`LANGUAGE/NAME.wav`), served below `base_url`."""

    catalogues: Catalogues
    folder: Path
    base_url: str
    missing: Counter[str] = field(default_factory=Counter)

    def speak(self, name: str, language: str) -> Speech:
        """The prompt in the caller's language, or what the chain declares instead."""
        if language == Language.BO:
            if self._recording(Language.BO, name).exists():
                return self._play(Language.BO, name)
            self.missing[name] += 1
        if self._recording(Language.ZH, name).exists():
            return self._play(Language.ZH, name)
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
        return Play(f"{self.base_url}/prompts/{MUSIC}.wav", times)

    def read_text(self, name: str, language: Language) -> str:
        """The words of a prompt, for the carrier's voice and for the people who record it."""
        words = self.catalogues.translator(language, Domain.PROMPTS)
        if name.startswith("place_"):
            return words.gettext(PLACE_TEXT, place=int(name.removeprefix("place_")))
        return words.gettext(TEXTS[name])

    def list_missing(self) -> list[str]:
        """Prompts without a Tibetan recording."""
        return [n for n in TEXTS if not self._recording(Language.BO, n).exists()]

    def _recording(self, language: Language, name: str) -> Path:
        return self.folder / language / f"{name}.wav"

    def _play(self, language: Language, name: str) -> Speech:
        return Play(f"{self.base_url}/prompts/{language}/{name}.wav")
