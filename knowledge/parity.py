"""Whether the two languages of an answer say the same: numbers with their units, papers, offices.

A translation may put things shorter, but a limit, a paper to bring or an office to go to that
stands in one language must stand in the other. Pure; the lexicon says which words are pairs.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.laws import parse_article
from knowledge.lexicon import TermPair

_HAN_NUMERAL = "[零一二两三四五六七八九十百千]+"
_NUMERAL = rf"[0-9]+(?:\.[0-9]+)?万|{_HAN_NUMERAL}万|[0-9]+|{_HAN_NUMERAL}"
_UNITS = {
    "年": "ལོ", "周岁": "ལོ", "岁": "ལོ", "月": "ཟླ", "天": "ཉིན", "日": "ཉིན", "小时": "ཆུ་ཚོད",
    "倍": "ལྡབ", "%": "བརྒྱ་ཆ", "元": "སྒོར",
}  # fmt: skip
_COUNTED = "|".join([*_UNITS, "成", "级", "人", "亩", "名", "条", "份"])
_ZH = re.compile(
    rf"(?<!第)(?:%({_NUMERAL})(?:[至到]({_NUMERAL}))?"
    rf"|({_NUMERAL})个?(?:工作)?({_COUNTED})|([0-9]+))"
)
_BO_UNITS = "སྒོར|ལོ|ཟླ་བ|ཟླ|ཉིན|ཆུ་ཚོད|ལྡབ|བརྒྱ་ཆའི|བརྒྱ་ཆ"
_BO = re.compile(rf"(?:({_BO_UNITS})་?)?(ཁྲི་?)?([0-9]+(?:\.[0-9]+)?)")
_FEW = {"གཅིག": 1, "གང": 1, "རེ": 1, "རེར": 1, "རེའི": 1, "གཉིས": 2, "དོ": 2}
"""Said of a unit; they answer a number in Chinese, and claim none where Chinese names none."""
_BO_FEW = re.compile(rf"({_BO_UNITS})་({'|'.join(_FEW)})(?![ཀ-ྼ])")
_NAMED = {"ཟླ་བ": "ཟླ", "བརྒྱ་ཆའི": "བརྒྱ་ཆ"}
_BO_WORDS = {
    "གསུམ": 3, "བཞི": 4, "ལྔ": 5, "དྲུག": 6, "བདུན": 7, "བརྒྱད": 8, "དགུ": 9, "བཅུ": 10,
    "བཅུ་གཉིས": 12, "བཅོ་ལྔ": 15, "བཅོ་བརྒྱད": 18, "ཉི་ཤུ": 20, "སུམ་ཅུ": 30, "བརྒྱ": 100,
}  # fmt: skip
EVERYDAY = frozenset({1, 2})
"""Without a unit of time or money: words of daily speech ("both", "once"), not claims."""

PAPERS = (
    "身份证", "户口", "结婚证", "离婚证", "欠条", "借条", "合同", "起诉状", "判决书", "病历",
    "驾驶证", "公证书", "遗嘱",
)  # fmt: skip
OFFICES = (
    "法院", "检察院", "派出所", "公安局", "妇联", "村委会", "民政局", "人社局", "林草局", "司法局",
    "司法所", "公证处", "法律援助", "仲裁", "复议",
)  # fmt: skip


SAID_AS = {
    "法院": ("起诉", "打官司", "诉讼", "能告", "上告"),
    "法律援助": ("援助",),
    "民政局": ("民政",),
    "驾驶证": ("驾照",),
    "合同": ("协议", "解除"),
    "户口": ("落户",),
    "欠条": ("借条",),
    "借条": ("欠条",),
}
"""What also speaks of a paper or an office in Chinese, where Tibetan names it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A number with its unit ("" where it has none that both languages name), in Tibetan."""

    number: int
    unit: str


def find_differences(zh: str, bo: str, pairs: Iterable[TermPair]) -> list[str]:
    """Name what stands in one of two wordings of a text only; empty where they agree."""
    return [*_compare_numbers(zh, bo), *_compare_terms(zh, bo, list(pairs))]


def _compare_numbers(zh: str, bo: str) -> Iterator[str]:
    chinese, tibetan = set(_read_chinese(zh)), set(_read_tibetan(bo))
    said = {Claim(_FEW[few], _NAMED.get(unit, unit)) for unit, few in _BO_FEW.findall(bo)}
    spoken = {number for word, number in _BO_WORDS.items() if word in bo}
    for claim in sorted(chinese - tibetan - said, key=lambda claim: claim.number):
        if claim.number in spoken or _is_everyday(claim):
            continue
        if not _has_number(tibetan, claim):
            yield f"{claim.number} {claim.unit} only in Chinese".replace("  ", " ")
    for claim in sorted(tibetan - chinese, key=lambda claim: claim.number):
        if not _is_everyday(claim) and not _has_number(chinese, claim):
            yield f"{claim.number} {claim.unit} only in Tibetan".replace("  ", " ")


def _is_everyday(claim: Claim) -> bool:
    return not claim.unit and claim.number in EVERYDAY


def _has_number(claims: set[Claim], wanted: Claim) -> bool:
    """The number stands there, with the same unit or without one that can be compared."""
    return any(
        claim.number == wanted.number and (not claim.unit or not wanted.unit) for claim in claims
    )


def _read_chinese(text: str) -> Iterator[Claim]:
    for low, high, counted, unit, bare in _ZH.findall(text.replace("百分之", "%")):
        for percent in (low, high):
            if (number := _read_number(percent)) is not None:
                yield Claim(number, "བརྒྱ་ཆ")
        if (number := _read_number(counted or bare)) is not None:
            tenths = unit == "成"
            yield Claim(number * 10 if tenths else number, _UNITS.get("%" if tenths else unit, ""))


def _read_number(numeral: str) -> int | None:
    """The number of a numeral, in tens of thousands where it ends in 万."""
    if not numeral.endswith("万"):
        return parse_article(numeral)
    few = numeral.removesuffix("万")
    number = float(few) if few[0].isascii() else parse_article(few)
    return None if number is None else round(number * 10_000)


def _read_tibetan(text: str) -> Iterator[Claim]:
    for unit, many, number in _BO.findall(text):
        if many or "." not in number:
            yield Claim(round(float(number) * (10_000 if many else 1)), _NAMED.get(unit, unit))


def _compare_terms(zh: str, bo: str, pairs: list[TermPair]) -> Iterator[str]:
    words: dict[str, set[str]] = {}
    terms: dict[str, set[str]] = {}
    for pair in pairs:
        term, word = pair.zh.removeprefix("行政"), _shorten(pair.bo)
        words.setdefault(term, set()).add(word)
        terms.setdefault(word, set()).add(term)
    for term in (*PAPERS, *OFFICES):
        known = words.get(term, set())
        if term in zh and not any(_stands(word, bo) for word in known):
            yield f"{term} only in Chinese"
        spoken = {other for word in known if _stands(word, bo) for other in terms[word]}
        if spoken and not any(other in zh for other in (*spoken, *SAID_AS.get(term, ()))):
            yield f"{term} only in Tibetan"


def _stands(word: str, text: str) -> bool:
    """The word, whole syllables of it; a particle may have grown onto its vowel."""
    return re.search(rf"{word}(?=(?:འི|ས|ར|འམ|འང)?(?![ཀ-ྼ]))", text) is not None


def _shorten(word: str) -> str:
    """The word without what its short form leaves out: people's court, administrative review."""
    return word.removeprefix("མི་དམངས་").removeprefix("སྲིད་འཛིན་")
