"""Every kind of effect and of deadline in one import, for whoever performs and serves them all."""

from __future__ import annotations

import app.desks.console.presence
import app.doors.bridge12345.actions
import app.doors.bridge12345.pushing
import app.doors.bridge12345.steps
import app.doors.chat.message_actions
import app.doors.chat.pictures
import app.doors.webhooks.retention
import app.hotline.answers.reviews
import app.hotline.callbacks.actions
import app.hotline.calls.effects
import app.hotline.calls.line_actions
import app.hotline.calls.ringing.placing
import app.hotline.calls.talking.recording_actions
import app.hotline.calls.talking.talk_actions
import app.hotline.calls.waiting.closed_actions
import app.hotline.dispatch.deadlines
import app.hotline.dispatch.effects
import app.hotline.prompts.phone_actions
import app.hotline.ratings.actions
import app.hotline.recordings.actions
import app.hotline.recordings.retention  # noqa: F401
from app.hotline.dispatch.deadlines import DUE_KINDS
from app.kit.storage.effect_kinds import EFFECTS

ALL_EFFECTS, ALL_DUE_KINDS = EFFECTS, DUE_KINDS
