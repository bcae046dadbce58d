"""A call-back is a row of its own: it leaves the ticket, and the contact in which the line rings
is named by it.  Going back, a contact's ticket keeps the call-back that is open, else the newest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0021_callbacks"
down_revision = "0020_receipts_owed"

OWED = sa.text("callback_reason IS NOT NULL AND callback_result IS NULL")
IS_OPEN = sa.text("ended_at IS NULL")
AT = base.UtcDateTime(timezone=True)
TICKET_COLUMNS = (
    ("callback_reason", sa.String()),
    ("callback_due_at", AT),
    ("callback_result", sa.String()),
    ("callback_done_at", AT),
)

MOVE_HERE = """
INSERT INTO callbacks
  (contact_id, reason, topic, state, asked_at, due_at, tries, rung_in_id, ended_at)
SELECT t.contact_id, t.callback_reason, '', coalesce(t.callback_result, 'owed'),
  coalesce((SELECT max(e.at) FROM events e
    WHERE e.contact_id = t.contact_id AND e.kind = 'callback_asked'), t.opened_at),
  t.callback_due_at, 0,
  CASE WHEN t.callback_reason = 'booked' AND (t.callback_result IS NOT NULL
      OR EXISTS (SELECT 1 FROM contacts o WHERE o.id = t.contact_id AND o.closed_at IS NULL))
    THEN t.contact_id
    ELSE (SELECT max(c.id) FROM contacts c WHERE c.callback_of_id = t.contact_id
      AND (t.callback_result IS NOT NULL OR c.closed_at IS NULL)) END,
  CASE WHEN t.callback_result IS NULL THEN NULL
    ELSE coalesce(t.callback_done_at, t.opened_at) END
FROM tickets t WHERE t.callback_reason IS NOT NULL ORDER BY t.id
"""
MOVE_UNASKED_HERE = """
INSERT INTO callbacks
  (contact_id, reason, topic, state, asked_at, due_at, tries, rung_in_id, ended_at)
SELECT c.callback_of_id, 'missed', '',
  CASE WHEN c.closed_at IS NULL THEN 'owed'
    WHEN c.answered_at IS NULL THEN 'unreached' ELSE 'reached' END,
  c.arrived_at, NULL, 0, c.id, c.closed_at
FROM contacts c WHERE c.callback_of_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM callbacks b WHERE b.rung_in_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM callbacks b WHERE b.contact_id = c.callback_of_id
    AND b.reason = 'missed' AND b.ended_at IS NULL AND c.closed_at IS NULL)
"""
"""Of a contact that was made to ring somebody and that no ticket remembers."""
COUNT_TRIES = """
UPDATE callbacks SET tries = (SELECT count(*) FROM legs WHERE legs.contact_id = rung_in_id
  AND legs.role = 'caller' AND legs.offer_id IS NOT NULL)
WHERE rung_in_id IS NOT NULL
"""
NAME_CALLBACKS = """
UPDATE deadlines SET kind = 'call_back', subject_id =
  (SELECT b.id FROM callbacks b WHERE b.contact_id = subject_id AND b.ended_at IS NULL)
WHERE kind = 'missed_call' AND subject_id IN
  (SELECT b.contact_id FROM callbacks b WHERE b.ended_at IS NULL)
"""
NAME_CONTACTS = """
UPDATE deadlines SET kind = 'missed_call', subject_id =
  (SELECT b.contact_id FROM callbacks b WHERE b.id = subject_id)
WHERE kind = 'call_back' AND subject_id IN (SELECT min(b.id) FROM callbacks b
  WHERE b.id IN (SELECT subject_id FROM deadlines WHERE kind = 'call_back')
  GROUP BY b.contact_id)
"""
FORGET = "DELETE FROM deadlines WHERE kind = '{}'"
"""What nothing is owed for any more, or what an older program cannot tell apart."""
MOVE_BACK = """
UPDATE tickets SET callback_reason = b.reason, callback_due_at = b.due_at,
  callback_result = CASE WHEN b.ended_at IS NULL THEN NULL ELSE b.state END,
  callback_done_at = b.ended_at
FROM callbacks b WHERE b.contact_id = tickets.contact_id AND b.id = (
  SELECT k.id FROM callbacks k WHERE k.contact_id = tickets.contact_id
  ORDER BY CASE WHEN k.ended_at IS NULL THEN 0 WHEN k.state = 'withdrawn' THEN 2 ELSE 1 END,
    k.id DESC LIMIT 1)
"""
NAME_ORIGINS = """
UPDATE contacts SET callback_of_id =
  (SELECT max(b.contact_id) FROM callbacks b WHERE b.rung_in_id = contacts.id)
WHERE direction = 'callback'
"""


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("due_at", AT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("rung_in_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_callbacks_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["rung_in_id"], ["contacts.id"], name=op.f("fk_callbacks_rung_in_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index("ix_callbacks_contact_id", "callbacks", ["contact_id"])
    op.create_index("ix_callbacks_rung_in_id", "callbacks", ["rung_in_id"])
    op.create_index(
        "ix_callbacks_open", "callbacks", ["due_at"], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN
    )
    for statement in (MOVE_HERE, MOVE_UNASKED_HERE, COUNT_TRIES, NAME_CALLBACKS):
        op.execute(statement)
    op.execute(FORGET.format("missed_call"))
    op.create_index(
        "uq_callbacks_promise",
        "callbacks",
        ["contact_id", "reason", "topic"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.drop_index("ix_tickets_owed", "tickets")
    for name, _ in TICKET_COLUMNS:
        op.drop_column("tickets", name)
    op.drop_index("ix_contacts_callback_of_id", "contacts")
    op.drop_column("contacts", "callback_of_id")


def downgrade() -> None:
    op.add_column("contacts", sa.Column("callback_of_id", sa.Integer(), nullable=True))
    op.create_index("ix_contacts_callback_of_id", "contacts", ["callback_of_id"])
    for name, kind in TICKET_COLUMNS:
        op.add_column("tickets", sa.Column(name, kind, nullable=True))
    for statement in (MOVE_BACK, NAME_ORIGINS, NAME_CONTACTS):
        op.execute(statement)
    op.execute(FORGET.format("call_back"))
    op.create_index(
        "ix_tickets_owed",
        "tickets",
        ["callback_due_at"],
        sqlite_where=OWED,
        postgresql_where=OWED,
    )
    op.drop_table("callbacks")
