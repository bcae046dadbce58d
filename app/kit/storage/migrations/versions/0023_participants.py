"""Who took part in a contact, and how their part ended, as rows.

What was before is told from offers and legs; how a part ended then is not known.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0023_participants"
down_revision = "0022_contact_facts"

CALLERS = """
INSERT INTO participants (contact_id, role, since_at, until_at, how)
SELECT c.id, 'caller', c.answered_at,
    CASE WHEN c.state IN ('wrapping_up', 'ended') THEN COALESCE(c.ended_at, c.closed_at) END,
    CASE WHEN c.state IN ('wrapping_up', 'ended') THEN 'unknown' END
FROM contacts c WHERE c.answered_at IS NOT NULL
"""
SERVING = """
INSERT INTO participants (contact_id, role, agent_id, since_at, until_at, how)
SELECT o.contact_id,
    CASE WHEN s.role <> 'seat' THEN s.role WHEN a.main_seat = 'general' THEN 'agent' ELSE 'expert' END,
    s.agent_id, o.connected_at,
    COALESCE(
        (SELECT MAX(l.ended_at) FROM legs l WHERE l.offer_id = o.id AND l.agent_id = s.agent_id),
        (SELECT MIN(n.connected_at) FROM offers n JOIN offer_seats t ON t.offer_id = n.id
         WHERE n.contact_id = o.contact_id AND n.id > o.id AND t.role = s.role),
        c.ended_at, c.closed_at, o.connected_at
    ), 'unknown'
FROM offers o JOIN offer_seats s ON s.offer_id = o.id
JOIN contacts c ON c.id = o.contact_id JOIN agents a ON a.id = s.agent_id
WHERE o.connected_at IS NOT NULL AND NOT s.has_left
"""
DIRECT = """
INSERT INTO participants (contact_id, role, agent_id, target, since_at, until_at, how)
SELECT l.contact_id, l.role, l.agent_id, l.target, l.joined_at,
    CASE WHEN l.ended_at IS NULL AND c.state = 'connected' THEN NULL
        ELSE COALESCE(l.ended_at, c.ended_at, c.closed_at, l.joined_at) END,
    CASE WHEN l.ended_at IS NULL AND c.state = 'connected' THEN NULL ELSE 'unknown' END
FROM legs l JOIN contacts c ON c.id = l.contact_id
WHERE l.offer_id IS NULL AND l.joined_at IS NOT NULL AND l.role <> 'caller'
"""
"""Who was rung straight into the talk: supervisors, outside lines, an agent who called again."""

PARTICIPANTS = sa.table(
    "participants",
    *(sa.column(name) for name in ("id", "contact_id", "role", "agent_id", "how")),
    sa.column("since_at", base.UtcDateTime(timezone=True)),
    sa.column("until_at", base.UtcDateTime(timezone=True)),
)
CONTACTS = sa.table(
    "contacts",
    sa.column("id"),
    sa.column("state"),
    sa.column("routing", sa.JSON()),
    sa.column("answered_at", base.UtcDateTime(timezone=True)),
)
EVENTS = sa.table(
    "events",
    *(sa.column(name) for name in ("id", "kind", "contact_id", "agent_id")),
    sa.column("at", base.UtcDateTime(timezone=True)),
)
AGENTS = sa.table("agents", sa.column("id"), sa.column("main_seat"))
ROLES = {"seat_agent": "agent", "interpreter": "interpreter", "adviser": "adviser"}


def upgrade() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("since_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("until_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_participants_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    op.create_index("ix_participants_contact_id", "participants", ["contact_id"])
    present = sa.text("until_at IS NULL")
    op.create_index(
        "ix_participants_present",
        "participants",
        ["contact_id"],
        sqlite_where=present,
        postgresql_where=present,
    )
    bind = op.get_bind()
    for statement in (CALLERS, SERVING, DIRECT):
        bind.execute(sa.text(statement))
    seats = {row.id: row.main_seat for row in bind.execute(sa.select(AGENTS))}
    _tell_taken_over(bind, seats)
    _open_present(bind, seats)


def _name_role(role: str, seat: str | None) -> str:
    return "expert" if role == "agent" and seat not in {None, "general"} else role


def _find_newest(bind: sa.Connection, contact_id: int, agent_id: int | None) -> sa.Row[Any] | None:
    own = sa.select(PARTICIPANTS).where(
        PARTICIPANTS.c.contact_id == contact_id, PARTICIPANTS.c.agent_id == agent_id
    )
    return bind.execute(own.order_by(PARTICIPANTS.c.id.desc()).limit(1)).first()


def _tell_taken_over(bind: sa.Connection, seats: dict[int, str]) -> None:
    """An adviser who took the caller over goes on as the one who has them."""
    handed = sa.select(EVENTS).where(EVENTS.c.kind == "handed_over").order_by(EVENTS.c.id)
    for event in bind.execute(handed).all():
        known = _find_newest(bind, event.contact_id, event.agent_id)
        if known is None or known.role != "adviser":
            continue
        row = PARTICIPANTS.c.id == known.id
        bind.execute(sa.update(PARTICIPANTS).where(row).values(until_at=event.at, how="took_over"))
        bind.execute(
            sa.insert(PARTICIPANTS).values(
                contact_id=event.contact_id,
                role=_name_role("agent", seats.get(event.agent_id)),
                agent_id=event.agent_id,
                since_at=event.at,
                until_at=known.until_at,
                how=known.how,
            )
        )


def _open_present(bind: sa.Connection, seats: dict[int, str]) -> None:
    """Whoever talks at this moment goes on doing so."""
    live = sa.select(CONTACTS).where(CONTACTS.c.state == "connected")
    for contact in bind.execute(live).all():
        for name, role in ROLES.items():
            agent_id = contact.routing.get(name)
            if agent_id is None:
                continue
            known = _find_newest(bind, contact.id, agent_id)
            if known is not None:
                row = PARTICIPANTS.c.id == known.id
                bind.execute(sa.update(PARTICIPANTS).where(row).values(until_at=None, how=None))
                continue
            bind.execute(
                sa.insert(PARTICIPANTS).values(
                    contact_id=contact.id,
                    role=_name_role(role, seats.get(agent_id)),
                    agent_id=agent_id,
                    since_at=contact.answered_at,
                )
            )


def downgrade() -> None:
    op.drop_table("participants")
