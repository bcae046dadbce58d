"""Which language a text is written in: by its letters alone.

It answers for the tag of the text, never for the speech or the wish of the person.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import TSHEG, make_search_key

_SYLLABLE = re.compile(r"[\u0f40-\u0fbc]+")
_TSHEGLESS = re.compile(r"[\u0f40-\u0f6c]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_OTHER_WORD = re.compile(r"[^\W\d_\u0f00-\u0fff\u3400-\u9fff\uf900-\ufaff]+")

MIXED_FROM_SHARE = 0.15
"""From this share on, the smaller language counts: one borrowed word does not."""


class WrittenLanguage(StrEnum):
    BO = "bo"
    ZH = "zh"
    MIXED = "mixed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LanguageTag:
    """The tag and the shares (0-1, sum 1 or all 0) it was decided by."""

    language: WrittenLanguage
    bo_share: float
    zh_share: float
    other_share: float


def _count_tibetan(key: str) -> int:
    """Syllables; where tshegs are missing, about three letters are one syllable."""
    runs = _SYLLABLE.findall(key.replace(TSHEG, " "))
    return sum(max(1, round(len(_TSHEGLESS.findall(run)) / 3)) for run in runs)


def _choose(bo_share: float, zh_share: float, other_share: float) -> WrittenLanguage:
    if bo_share + zh_share == 0 or other_share > max(bo_share, zh_share):
        return WrittenLanguage.OTHER
    if min(bo_share, zh_share) >= MIXED_FROM_SHARE:
        return WrittenLanguage.MIXED
    return WrittenLanguage.BO if bo_share > zh_share else WrittenLanguage.ZH


def tag_language(text: str) -> LanguageTag:
    """Weigh Tibetan syllables, Chinese characters and other words against each other.

    Digits and signs carry no language. A text without letters is `other`, shares 0.
    """
    key = make_search_key(text)
    bo, zh = _count_tibetan(key), len(_HAN.findall(key))
    other = len(_OTHER_WORD.findall(key))
    total = bo + zh + other
    if total == 0:
        return LanguageTag(WrittenLanguage.OTHER, 0.0, 0.0, 0.0)
    shares = (bo / total, zh / total, other / total)
    return LanguageTag(_choose(*shares), *shares)
