"""Every table of the hotline in one import, for migrations and for whoever needs all of them."""

from __future__ import annotations

import app.desks.reports.models
import app.doors.bridge12345.models
import app.doors.chat.models
import app.doors.webhooks.models
import app.hotline.accounts.models
import app.hotline.agents.models
import app.hotline.answers.models
import app.hotline.blocking.models
import app.hotline.callbacks.models
import app.hotline.calls.models
import app.hotline.contacts.models
import app.hotline.danger.models
import app.hotline.dispatch.models
import app.hotline.duty.models
import app.hotline.prompts.models
import app.hotline.ratings.models
import app.hotline.recordings.models
import app.hotline.tickets.models
import app.kit.storage.event_log
import app.kit.storage.health
import app.kit.storage.outbox  # noqa: F401
from app.kit.storage.base import Base

METADATA = Base.metadata
