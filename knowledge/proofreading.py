"""Faults of writing that any reader of Tibetan or Chinese stumbles over, found by rule.

Answers for kinds that were once read in our own screens, prompts and answers (a word that reads as
its opposite, a particle that does not fit the number before it, a second shad, a word given up).
It does not judge style or terms: that is a named reviewer's work. Pure.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "tables" / "retired_words.tsv"

SEEN_AS_NEGATED = ("འཚོལ", "བཙལ", "སྒུག", "བསྒུག", "མངགས", "མངག", "བསྡུ", "སྡུད", "བཙོང",
                   "སྐྱོབ", "བསྐྱབ", "བཅོལ", "འབོད", "ཤི")  # fmt: skip
"""Verbs that need a person as object or subject here: after མི་ they read "does not …"."""
_FAMILY = "".join(f"(?<!{noun}་)" for noun in ("ཁྱིམ", "འཐུས", "གྲོང", "དམག", "དངུལ"))
"""Nouns before མི་ that make it clear: family, delegate, villager, soldier; money not taken."""
_NEGATED = re.compile(rf"{_FAMILY}(?<![ཀ-ྼ])མི་({'|'.join(SEEN_AS_NEGATED)})(?![ཀ-ྼ])")
_LETTER = "[ཀ-ྼ]"

_PARTICLES = {
    "ག": ("གི", "གིས", "གམ"), "ང": ("གི", "གིས", "ངམ"), "ད": ("ཀྱི", "ཀྱིས", "དམ"),
    "ན": ("གྱི", "གྱིས", "ནམ"), "མ": ("གྱི", "གྱིས", "མམ"), "ར": ("གྱི", "གྱིས", "རམ"),
    "ས": ("ཀྱི", "ཀྱིས", "སམ"), "": ("འི", "ཡི", "ཡིས", "འམ"),
}  # fmt: skip
"""Genitive, instrumental and "or" by the last letter of the syllable before ("" after a vowel)."""
_ANY_PARTICLE = sorted({p for ps in _PARTICLES.values() for p in ps}, key=len, reverse=True)
_AFTER_NUMBER = re.compile(rf"([0-9]+) ?({'|'.join(_ANY_PARTICLE)})(?!{_LETTER})")
_AFTER_SYLLABLE = re.compile(rf"({_LETTER}+)་(གི|ཀྱི|གྱི)(ས?)(?!{_LETTER})")
_VOWEL_ENDING = re.compile("[ཱ-ཽྲཱྀྀ-ྼའ]$")
_LAST_LETTERS = {
    "1": "ག", "2": "ས", "3": "མ", "4": "", "5": "", "6": "ག", "7": "ན", "8": "ད", "9": "",
}  # fmt: skip
"""How གཅིག གཉིས གསུམ བཞི ལྔ དྲུག བདུན བརྒྱད དགུ end. Tens end like བཅུ, hundreds like བརྒྱ,
thousands like སྟོང, tens of thousands like ཁྲི; a lone 0 like ཀླད་ཀོར."""
_ROUND_LETTERS = {0: "ར", 1: "", 2: "", 3: "ང", 4: ""}


def proofread(text: str, language: str, *, is_label: bool = False) -> list[str]:
    """Say what is wrong with a text (`bo` or `zh`), in plain English; nothing when all is well.

    A label is a word or phrase that others are joined to: it carries no closing shad.
    """
    faults = [f"{word!r}: write {instead!r}" for word, instead in _find_retired(text, language)]
    if language == "bo":
        faults += _proofread_tibetan(text, is_label)
    return faults


def _proofread_tibetan(text: str, is_label: bool) -> Iterator[str]:
    for match in _NEGATED.finditer(text):
        yield f"{match.group()!r} reads as a negation"
    if re.search("[༠-༩]", text):
        yield "Tibetan digits among Arabic ones"
    if re.search("།[ ་]*།(?!༎)", text.replace("།  །", "")):
        yield "two shads in a row"
    for match in _AFTER_SYLLABLE.finditer(text):
        syllable, particle, _ = match.groups()
        if not _VOWEL_ENDING.search(syllable) and particle not in _follow(syllable):
            yield f"{match.group()!r}: the particle does not fit the syllable"
    for match in _AFTER_NUMBER.finditer(text):
        number, particle = match.groups()
        if particle not in _fit_particles(number):
            yield f"{match.group()!r}: the particle does not fit the number as it is read"
    if is_label and text.rstrip().endswith("།"):
        yield "a label ends with a shad, and gets another where it is joined"


def _follow(syllable: str) -> tuple[str, ...]:
    """Particles that may follow a syllable with a last letter; བ takes those of ད."""
    last = {"བ": "ད", "ལ": "ར"}.get(syllable[-1], syllable[-1])
    return _PARTICLES.get(last, ()) if len(syllable) > 1 else ("གི", "ཀྱི", "གྱི")


def _fit_particles(number: str) -> set[str]:
    """Particles that may follow a number, read as one number or digit by digit."""
    last = number.rstrip("0")
    zeros = len(number) - len(last)
    letters = {_LAST_LETTERS[last[-1]]} if not zeros else {"ར", _ROUND_LETTERS[min(zeros, 4)]}
    return {particle for letter in letters for particle in _PARTICLES[letter]}


@cache
def _read_retired() -> tuple[tuple[str, str, str], ...]:
    rows = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    return tuple(tuple(row.split("\t")[:3]) for row in rows)  # type: ignore[misc]


def _find_retired(text: str, language: str) -> Iterator[tuple[str, str]]:
    for of_language, word, instead in _read_retired():
        if of_language == language and re.search(_loosen(word), text):
            yield word, instead


def _loosen(word: str) -> str:
    """The word as a pattern: never from within a syllable; མ་… may end another word (ཆས་མ་ཡིག)."""
    inside = r"(?<![ཀ-ྼ]་)(?<![ཀ-ྼ])" if word.startswith("མ་") else "(?<![ཀ-ྼ])"
    return inside + word
