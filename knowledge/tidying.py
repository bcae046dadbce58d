"""One normal form of a text that enters, whatever browser, sheet or editor it comes from.

Lines end in a line feed, nothing stands at the end of a line, and no character is kept that
nobody can see and a sheet, a database or a terminal may refuse. Words are never changed.
"""

import re
import unicodedata

LONGEST_TEXT = 20_000
"""Characters of one field; a cell of a sheet holds 32,767."""

_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_UNTIDY = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|[ \t](?:\n|$)"
)
"""What any of the others would find: most texts hold none of it."""
_HALF = re.compile(r"[\ud800-\udfff]")
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufe0e\ufe0f\u034f")
"""Letters and marks that show nothing, whatever their category says."""
_BLANKS_AT_END = re.compile(r"[ \t]+$", re.MULTILINE)


def tidy_text(text: str) -> str:
    """The text in the normal form; half characters become the sign for a lost one."""
    if _UNTIDY.search(text) is None:
        return text.strip()
    text = _UNSEEN.sub("", _LINE_END.sub("\n", text))
    return _BLANKS_AT_END.sub("", _HALF.sub("\ufffd", text)).strip()


def tidy_line(text: str) -> str:
    """An item of a list: the normal form on one line."""
    return " ".join(part for part in map(str.strip, tidy_text(text).split("\n")) if part)


def split_items(block: str) -> tuple[str, ...]:
    """One item a line, blank lines left out."""
    return tuple(line.strip() for line in tidy_text(block).split("\n") if line.strip())


def has_half_character(text: str) -> bool:
    r"""Whether a surrogate stands alone, as `\ud83d` in JSON: no text that can be written out."""
    return _HALF.search(text) is not None


def mend_halves(text: str) -> str:
    """The text with every character whole: halves that belong together are joined, one alone
    becomes the sign for a lost one, as a message that was cut in the middle of an emoji has it."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shows_something(text: str) -> bool:
    """Whether a person would see anything of it: not blanks, controls and joiners alone."""
    return any(
        unicodedata.category(sign)[0] not in "CZ" and sign not in _BLANK_LETTERS for sign in text
    )
