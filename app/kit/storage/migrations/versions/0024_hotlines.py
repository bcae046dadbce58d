"""Every row belongs to a hotline; those of today to the first.

What was unique in the house is unique in its hotline, where two hotlines can mean the same name.
Ids of offers, which each hotline counts by itself, are long enough to be told apart.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024_hotlines"
down_revision = "0023_participants"

KEY = "hotline_id"
NOT_KEPT = {"alembic_version", "hotline"}
UNIQUE: dict[str, list[tuple[str, ...]]] = {
    "callers": [("number_index",)],
    "deadlines": [("kind", "subject_id")],
    "outside_lines": [("target", "county")],
    "referrals": [("order_number",)],
    "answer_texts": [("article_id", "language")],
    "answer_gaps": [("question_index",)],
}
OF_ARTICLE = ("answer_texts", "answer_uses")
NAMED = {"answer_articles": "id", "referral_keys": "key", "log_cursors": "name"}
"""Tables whose rows have names instead of numbers."""
FIGURES = ("half_hour", "language", "outcome", "verdicts", "is_training", "wait_us")
"""What the figures are counted from, by an index alone."""
COUNTED = sa.text("direction <> 'callback'")
OFFERS = {
    "hotline": "next_offer_id",
    "offers": "id",
    "offer_seats": "offer_id",
    "legs": "offer_id",
    "contacts": "offer_id",
    "events": "offer_id",
}


def upgrade() -> None:
    for table in _list_kept():
        op.add_column(table, sa.Column(KEY, sa.Integer(), nullable=False, server_default="1"))
    _change(KEY)
    if op.get_bind().dialect.name == "postgresql":
        for table in _list_kept():
            op.alter_column(table, KEY, server_default=None)
        for table, column in OFFERS.items():
            op.alter_column(table, column, type_=sa.BigInteger())


def downgrade() -> None:
    bind = op.get_bind()
    if bind.scalar(sa.text("SELECT count(*) FROM hotline WHERE id <> 1")):
        raise ValueError("there are several hotlines: the tables of before know of one")
    _change("")
    for table in _list_kept():
        op.drop_column(table, KEY)
    if bind.dialect.name == "postgresql":
        for table, column in OFFERS.items():
            op.alter_column(table, column, type_=sa.Integer())


def _list_kept() -> list[str]:
    return sorted(set(sa.inspect(op.get_bind()).get_table_names()) - NOT_KEPT)


def _change(key: str) -> None:
    """Make what is unique, and what names an article, `key`'s, or the house's where it is empty."""
    for table in OF_ARTICLE:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(_name_reference(table, has_key=not key), type_="foreignkey")
    for table, named in NAMED.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"pk_{table}", type_="primary")
            batch.create_primary_key(f"pk_{table}", [named, key] if key else [named])
    for table, uniques in UNIQUE.items():
        with op.batch_alter_table(table) as batch:
            for columns in uniques:
                former = _name_unique(table, columns, has_key=not key)
                batch.drop_constraint(former, type_="unique")
                batch.create_unique_constraint(
                    _name_unique(table, columns, has_key=bool(key)),
                    [*columns, key] if key else columns,
                )
    index, facts = "ix_contact_facts_figures", "contact_facts"
    op.drop_index(index, facts)
    figures = [*FIGURES, key] if key else [*FIGURES]
    op.create_index(index, facts, figures, sqlite_where=COUNTED, postgresql_where=COUNTED)
    for table in OF_ARTICLE:
        with op.batch_alter_table(table) as batch:
            batch.create_foreign_key(
                _name_reference(table, has_key=bool(key)),
                "answer_articles",
                ["article_id", key] if key else ["article_id"],
                ["id", key] if key else ["id"],
            )


def _name_unique(table: str, columns: tuple[str, ...], *, has_key: bool) -> str:
    return "_".join(("uq", table, *columns, *((KEY,) if has_key else ())))


def _name_reference(table: str, *, has_key: bool) -> str:
    own = f"article_id_{KEY}" if has_key else "article_id"
    return f"fk_{table}_{own}_answer_articles"
