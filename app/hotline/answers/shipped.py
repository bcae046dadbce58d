"""The knowledge base that comes with the product, without a database: for measuring, fitting."""

from collections.abc import Collection
from dataclasses import replace

from app.hotline.answers.book import read_lexicon
from knowledge.base import KnowledgeBase
from knowledge.content import read_shipped_articles


def open_shipped_base(left_out: Collection[str] = ()) -> KnowledgeBase:
    """Every shipped wording, whatever its state; without the alternates that are `left_out`."""
    base = KnowledgeBase(lexicon=read_lexicon())
    wordings = [
        text.make_wording(article.id, language)
        for article in read_shipped_articles()
        for language, text in article.texts.items()
    ]
    base.publish(
        replace(each, alternates=tuple(a for a in each.alternates if a not in left_out))
        for each in wordings
    )
    return base
