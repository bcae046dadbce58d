"""The knowledge base that comes with the product, without a database: for measuring, fitting."""

from app.answers.book import read_lexicon
from knowledge.base import KnowledgeBase
from knowledge.content import read_shipped_articles


def open_shipped_base() -> KnowledgeBase:
    """Every shipped wording, whatever its state."""
    base = KnowledgeBase(lexicon=read_lexicon())
    base.publish(
        text.make_wording(article.id, language)
        for article in read_shipped_articles()
        for language, text in article.texts.items()
    )
    return base
