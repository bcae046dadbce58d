"""First tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.storage import base

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "outside_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_lines")),
        sa.UniqueConstraint("target", "county", name=op.f("uq_outside_lines_target_county")),
    )
    op.create_table(
        "agents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("varieties", sa.JSON(), nullable=False),
        sa.Column("main_seat", sa.String(), nullable=False),
        sa.Column("second_seats", sa.JSON(), nullable=False),
        sa.Column("on_call", sa.Boolean(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("voice_capacity", sa.Integer(), nullable=False),
        sa.Column("chat_capacity", sa.Integer(), nullable=False),
        sa.Column("mixes_channels", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("idle_since", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("state_since", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("until_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("leaves_to", sa.String(), nullable=True),
        sa.Column("leaves_reason", sa.String(), nullable=True),
        sa.Column("seen_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
    )
    op.create_table(
        "callers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.LargeBinary(), nullable=True),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_index", sa.String(), nullable=True),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("last_language", sa.String(), nullable=True),
        sa.Column("last_variety", sa.String(), nullable=True),
        sa.Column("county", sa.String(), nullable=True),
        sa.Column("created_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callers")),
        sa.UniqueConstraint("number_index", name=op.f("uq_callers_number_index")),
    )
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("due_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_deadlines_kind_subject_id")),
    )
    with op.batch_alter_table("deadlines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadlines_due_at"), ["due_at"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_at"), ["at"], unique=False)
        batch_op.create_index("ix_events_contact", ["contact_id", "id"], unique=False)
        batch_op.create_index("ix_events_kind_at", ["kind", "at"], unique=False)

    op.create_table(
        "hotline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("next_offer_id", sa.Integer(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("lease_holder", sa.String(), nullable=True),
        sa.Column("lease_fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_fence", sa.Integer(), nullable=True),
        sa.Column("done_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_outbox_owed", ["lane", "done_at", "due_at"], unique=False)

    op.create_table(
        "webhook_receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("call_sid", sa.String(), nullable=True),
        sa.Column("received_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_receipts")),
        sa.UniqueConstraint("key", name=op.f("uq_webhook_receipts_key")),
    )
    with op.batch_alter_table("webhook_receipts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_webhook_receipts_call_sid"), ["call_sid"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_webhook_receipts_received_at"), ["received_at"], unique=False
        )

    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("created_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("signed_in_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_accounts_agent_id_agents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("agent_id", name=op.f("uq_accounts_agent_id")),
        sa.UniqueConstraint("username", name=op.f("uq_accounts_username")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("caller_id", sa.Integer(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("language_first", sa.String(), nullable=True),
        sa.Column("language_source", sa.String(), nullable=True),
        sa.Column("variety", sa.String(), nullable=True),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("arrived_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("routing", sa.JSON(), nullable=False),
        sa.Column("right_seat_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("booked_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("callback_of_id", sa.Integer(), nullable=True),
        sa.Column("answered_by_expert", sa.Boolean(), nullable=True),
        sa.Column("forwarded_by_12345", sa.Boolean(), nullable=False),
        sa.Column("may_call", sa.Boolean(), nullable=False),
        sa.Column("may_text", sa.Boolean(), nullable=False),
        sa.Column("may_leave_word", sa.Boolean(), nullable=False),
        sa.Column("neutral_words", sa.Boolean(), nullable=False),
        sa.Column("safe_from", sa.Time(), nullable=True),
        sa.Column("safe_until", sa.Time(), nullable=True),
        sa.Column("has_consented", sa.Boolean(), nullable=False),
        sa.Column("passed_to", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["caller_id"], ["callers.id"], name=op.f("fk_contacts_caller_id_callers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("token", name=op.f("uq_contacts_token")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index("ix_contacts_arrived", ["arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_contacts_callback_of_id"), ["callback_of_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_contacts_caller_id"), ["caller_id"], unique=False)
        batch_op.create_index("ix_contacts_state_asked", ["state", "asked_at"], unique=False)

    op.create_table(
        "legs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("call_sid", sa.String(), nullable=True),
        sa.Column("queue_sid", sa.String(), nullable=True),
        sa.Column("conference_sid", sa.String(), nullable=True),
        sa.Column("room_sequence", sa.Integer(), nullable=False),
        sa.Column("planned_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("placed_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("joined_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("checked_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("is_muted", sa.Boolean(), nullable=False),
        sa.Column("coached_leg_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_legs_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legs")),
        sa.UniqueConstraint("call_sid", name=op.f("uq_legs_call_sid")),
        sa.UniqueConstraint("token", name=op.f("uq_legs_token")),
    )
    with op.batch_alter_table("legs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legs_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_legs_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_legs_offer_id"), ["offer_id"], unique=False)

    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("sender_token", sa.String(), nullable=False),
        sa.Column("sent_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_messages_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "contact_id", "sender_token", name=op.f("uq_messages_contact_id_sender_token")
        ),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("connected_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("explanation", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_offers_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index("ix_offers_state", ["state"], unique=False)

    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("carrier_sid", sa.String(), nullable=False),
        sa.Column("length_s", sa.Double(), nullable=False),
        sa.Column("made_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("erased_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_recordings_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("carrier_sid", name=op.f("uq_recordings_carrier_sid")),
    )
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recordings_contact_id"), ["contact_id"], unique=False)

    op.create_table(
        "tickets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("notes_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("callback_reason", sa.String(), nullable=True),
        sa.Column("callback_due_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("callback_result", sa.String(), nullable=True),
        sa.Column("callback_done_at", base.UtcDateTime(timezone=True), nullable=True),
        sa.Column("consulted", sa.JSON(), nullable=False),
        sa.Column("handed_over_to", sa.String(), nullable=True),
        sa.Column("transfer_result", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_tickets_contact_id_contacts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_tickets_contact_id")),
    )
    op.create_table(
        "offer_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("has_accepted", sa.Boolean(), nullable=False),
        sa.Column("has_left", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_offer_seats_agent_id_agents")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_seats_offer_id_offers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_seats")),
    )
    with op.batch_alter_table("offer_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_seats_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_seats_offer_id"), ["offer_id"], unique=False)


def downgrade() -> None:
    for table in (
        "offer_seats",
        "tickets",
        "recordings",
        "offers",
        "messages",
        "legs",
        "contacts",
        "accounts",
        "webhook_receipts",
        "outbox",
        "hotline",
        "events",
        "deadlines",
        "callers",
        "agents",
        "outside_lines",
    ):
        op.drop_table(table)  # its indexes go with it
