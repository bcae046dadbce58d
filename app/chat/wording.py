"""What the hotline itself writes to a caller, in the caller's language (domain `prompts`).

Only words; when they are sent is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.i18n import P_, Catalogues, Domain, Language
from knowledge.content import ArticleText, LegalBasis, TextState

DRAFT_ANSWER: Final = P_("(Draft, no reviewer has approved it yet)")
PERSON_COMES: Final = P_("A person will answer you here. Please stay.")
CLOSED: Final = P_(
    "We are closed now. Your message is kept, and somebody answers it in writing by %(time)s. "
    "In danger call 110."
)


@dataclass(frozen=True, slots=True)
class Wording:
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


def list_laws(basis: Iterable[LegalBasis]) -> list[str]:
    """One line for each law with its articles."""
    laws: dict[str, list[str]] = {}
    for item in basis:
        laws.setdefault(item.law, []).append(item.article)
    return [f"《{law}》{'、'.join(articles)}" for law, articles in laws.items()]
