"""Every table of the hotline in one import, for migrations and for whoever needs all of them."""

from __future__ import annotations

import app.accounts.models
import app.agents.models
import app.answers.models
import app.blocking.models
import app.bridge12345.models
import app.calls.models
import app.chat.models
import app.contacts.models
import app.danger.models
import app.dispatch.models
import app.duty.models
import app.prompts.models
import app.ratings.models
import app.recordings.models
import app.storage.event_log
import app.storage.health
import app.storage.outbox
import app.tickets.models
import app.webhooks.models  # noqa: F401
from app.storage.base import Base

METADATA = Base.metadata
