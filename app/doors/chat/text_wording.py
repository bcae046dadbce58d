"""What the hotline itself writes by text message: the same as in the chat, short.

Every text here is one message of at most MOST_SEGMENTS segments, which is what it costs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.doors.chat.wording import DRAFT_ANSWER, MEAN_ONE, ChatWording, list_laws
from app.kit.i18n import P_
from knowledge.articles import ArticleId
from knowledge.content import ArticleText, LegalBasis, TextState

MOST_SEGMENTS: Final = 8
"""Every shipped answer fits whole: in Chinese into 5, in Tibetan into 8."""
ALONE_UNITS: Final = 70
JOINED_UNITS: Final = 67
"""UTF-16 units of a lone segment, and of one of several (3GPP TS 23.040): neither Chinese nor
Tibetan is in the seven-bit alphabet."""
LONGEST_LAWS: Final = 170
LEAST_LAWS: Final = 60
_STOPS: Final = ("。", "；", "།", "、", "\n", " ")

REPLY_BY_NUMBER: Final = P_(
    "Reply with the number of the one you mean. If it is none of them, reply 0: a person will "
    "answer you."
)
PERSON_TEXTS: Final = P_("We have your message. A person will answer you by text.")
PERSON_FOLLOWS: Final = P_("A person will answer you by text.")
OFFICE_TEXTS: Final = P_(
    "This is a matter for the government hotline: please call 12345. If it is a matter of law "
    "after all, a person will answer you by text."
)
READ_MORE: Final = P_("More: %(address)s")
NOT_MEANT: Final = P_("If this is not what you asked: a person will answer you by text.")


def count_segments(text: str) -> int:
    """How many segments a text is sent and paid as."""
    units = count_units(text)
    return 1 if units <= ALONE_UNITS else -(-units // JOINED_UNITS)


def count_units(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True, slots=True)
class TextWording(ChatWording):
    """The words of text messages; `base_url` is where the public reads answers in full."""

    base_url: str

    def write_first_answer(
        self, article_id: ArticleId, text: ArticleText, basis: Iterable[LegalBasis], language: str
    ) -> str:
        """The short answer, its law and where to read more; what is too long is cut at a stop:
        the list of laws first, because who reads more finds all of them."""
        address = f"{self.base_url}/answers/{article_id}?lang={language}"
        foot = [self.write(READ_MORE, language, address=address), self.write(NOT_MEANT, language)]
        if text.state is not TextState.APPROVED:
            foot.insert(0, self.write(DRAFT_ANSWER, language))
        room = MOST_SEGMENTS * JOINED_UNITS - count_units("\n".join(foot)) - 1
        left = room - count_units(text.short_answer) - 1
        laws = _cut("\n".join(list_laws(basis)), max(LEAST_LAWS, min(LONGEST_LAWS, left)))
        if laws:
            foot.insert(0, laws)
            room -= count_units(laws) + 1
        return "\n".join([_cut(text.short_answer, room), *foot])

    def write_person_comes(self, language: str | None) -> str:
        """That a person will answer by text."""
        return self.write(PERSON_TEXTS, language)

    def write_person_follows(self, language: str | None) -> str:
        """The same at the end of a longer message."""
        return self.write(PERSON_FOLLOWS, language)

    def write_other_office(self, language: str | None) -> str:
        """That another office sees to this matter, and where."""
        return self.write(OFFICE_TEXTS, language)

    def write_choices(self, questions: Iterable[str], language: str) -> str:
        """Questions to choose from by their number, and 0 for none of them."""
        asked = list(questions)
        head, foot = self.write(MEAN_ONE, language), self.write(REPLY_BY_NUMBER, language)
        around = count_units(head) + count_units(foot) + 1
        room = (MOST_SEGMENTS * JOINED_UNITS - around) // max(1, len(asked)) - len("\n1. ")
        lines = [f"{number}. {_cut(question, room)}" for number, question in enumerate(asked, 1)]
        return "\n".join([head, *lines, foot])


def _cut(text: str, most: int) -> str:
    """At most so many units, cut after a stop where there is one in the second half."""
    if count_units(text) <= most:
        return text
    head = text.encode("utf-16-le")[: 2 * (most - 1)].decode("utf-16-le", "ignore")
    cut = max(head.rfind(stop) for stop in _STOPS) + 1
    return (head[:cut] if cut > len(head) // 2 else head).rstrip() + "…"
