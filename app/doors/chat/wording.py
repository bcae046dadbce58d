"""What the hotline itself writes to a caller, in the caller's language (domain `prompts`).

Only words; when they are sent is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.kit.i18n import P_, Catalogues, Domain, Language
from knowledge.articles import ArticleId
from knowledge.content import ArticleText, LegalBasis, TextState

DRAFT_ANSWER: Final = P_("(Draft, no reviewer has approved it yet)")
PERSON_COMES: Final = P_("A person will answer you here. Please stay.")
MEAN_ONE: Final = P_("Do you mean one of these?")
TOUCH_ONE: Final = P_("Touch the one you mean. If it is none of them, a person will help you.")
OTHER_OFFICE: Final = P_(
    "This is a matter for the government hotline: please call 12345. If it is a matter of law "
    "after all, stay here and a person will answer you."
)
CLOSED: Final = P_(
    "We are closed now. Your message is kept, and somebody answers it in writing by %(time)s. "
    "In danger call 110."
)


@dataclass(frozen=True, slots=True)
class ChatWording:
    """The hotline's written words."""

    catalogues: Catalogues

    def write(self, source: str, language: str | None, **facts: object) -> str:
        """`source` in the caller's language; Chinese where none is known."""
        spoken = Language.BO if language == Language.BO else Language.ZH
        return self.catalogues.translator(spoken, Domain.PROMPTS).gettext(source, **facts)

    def write_answer(self, text: ArticleText, basis: Iterable[LegalBasis], language: str) -> str:
        """A short answer, the law it rests on below it; a draft says that it is one."""
        lines = [text.short_answer, *list_laws(basis)]
        if text.state is not TextState.APPROVED:
            lines.append(self.write(DRAFT_ANSWER, language))
        return "\n".join(lines)

    def write_first_answer(
        self, article_id: ArticleId, text: ArticleText, basis: Iterable[LegalBasis], language: str
    ) -> str:
        """What the knowledge base answers before a person does."""
        return self.write_answer(text, basis, language)

    def write_person_comes(self, language: str | None) -> str:
        """That a person will answer."""
        return self.write(PERSON_COMES, language)

    def write_person_follows(self, language: str | None) -> str:
        """The same at the end of a longer message."""
        return self.write(PERSON_COMES, language)

    def write_other_office(self, language: str | None) -> str:
        """That another office sees to this matter, and where."""
        return self.write(OTHER_OFFICE, language)

    def write_choices(self, questions: Iterable[str], language: str) -> str:
        """Questions to choose from, numbered, and what to do with them."""
        lines = [f"{number}. {question}" for number, question in enumerate(questions, 1)]
        head, foot = self.write(MEAN_ONE, language), self.write(TOUCH_ONE, language)
        return "\n".join([head, *lines, foot])


def list_laws(basis: Iterable[LegalBasis]) -> list[str]:
    """One line for each law with its articles."""
    laws: dict[str, list[str]] = {}
    for item in basis:
        laws.setdefault(item.law, []).append(item.article)
    return [f"《{law}》{'、'.join(articles)}" for law, articles in laws.items()]
