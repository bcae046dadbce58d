"""The shapes of what is searched: an article in one language, as the index sees it.

It knows nothing of review states or storage; who may see what is decided by the shell,
which publishes to the index only what may be found.
"""

from dataclasses import dataclass, field
from typing import NewType

ArticleId = NewType("ArticleId", str)


@dataclass(frozen=True, slots=True)
class Wording:
    """One language of one article. `question` may be empty; `language` is `bo` or `zh`."""

    article_id: ArticleId
    language: str
    question: str
    answer: str
    alternates: tuple[str, ...] = field(default=())

    def list_questions(self) -> list[str]:
        """Every way the question is asked, the main one first."""
        return [text for text in (self.question, *self.alternates) if text]

    def join_text(self) -> str:
        return "\n".join([*self.list_questions(), self.answer])

    def count_letters(self) -> int:
        """Of the joined text, breaks between lines left out."""
        return len(self.question) + sum(map(len, self.alternates)) + len(self.answer)
