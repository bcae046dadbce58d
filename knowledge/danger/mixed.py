"""Messages in both languages, read once as Chinese and once as Tibetan.

Only the words of danger are carried over; what has no counterpart is left out.
"""

import re
from functools import lru_cache

from knowledge.text import TSHEG, read_table

_TIBETAN = re.compile("[\u0f40-\u0fbc][\u0f40-\u0fbc\u0f0b]*")
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")


@lru_cache(maxsize=1)
def _read_pairs() -> tuple[dict[str, str], dict[str, str]]:
    to_chinese: dict[str, str] = {}
    to_tibetan: dict[str, str] = {}
    for line in read_table("danger_mixed.tsv"):
        chinese, tibetan = line.split("\t")
        to_tibetan[chinese] = tibetan.split()[0]
        to_chinese.update(dict.fromkeys(tibetan.split(), chinese))
    return to_chinese, to_tibetan


def is_mixed(text: str) -> bool:
    """Whether both scripts are there."""
    return bool(_TIBETAN.search(text) and _HAN.search(text))


def read_as_chinese(text: str) -> str:
    """The text with its Tibetan words of danger in Chinese."""
    return _TIBETAN.sub(lambda run: _carry_over(run.group()), text)


def read_as_tibetan(text: str) -> str:
    """The text with its Chinese words of danger in Tibetan."""
    _, words = _read_pairs()
    known = re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))

    def carry(run: re.Match[str]) -> str:
        return TSHEG.join(["", *(words[word] for word in known.findall(run.group())), ""])

    return _HAN_RUN.sub(carry, text)


def _carry_over(run: str) -> str:
    """Word by word, always the longest that is known; a particle joined to a word may follow."""
    words, _ = _read_pairs()
    syllables = [part for part in run.split(TSHEG) if part]
    said, place = [], 0
    while place < len(syllables):
        for end in range(min(len(syllables), place + 4), place, -1):
            word = TSHEG.join(syllables[place:end])
            known = words.get(word) or words.get(word.removesuffix("འི"))
            if known:
                said.append(known)
                place = end
                break
        else:
            place += 1
    return "".join(said)
