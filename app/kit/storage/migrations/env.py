"""Alembic's entry: runs the steps on the connection that `app.kit.storage.migrating` hands over."""

from __future__ import annotations

from alembic import context

from app.kit.storage.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="base.",
)
with context.begin_transaction():
    context.run_migrations()
