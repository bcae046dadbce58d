"""Facts of call-backs: promised, rung in vain, ended."""

from __future__ import annotations

from app.hotline.callbacks.lifecycle import REASONS, CallbackState
from app.kit.storage.facts import CONTACT, COUNT, ID, FactKind, maybe, one_of

CALLBACK_ASKED = FactKind("callback_asked", CONTACT, callback_id=maybe(ID), reason=one_of(REASONS))
CALLBACK_MISSED = FactKind("callback_missed", CONTACT, tries=COUNT)
CALLBACK_LEFT_TO_PEOPLE = FactKind("callback_left_to_people", CONTACT)
CALLBACK_FINISHED = FactKind(
    "callback_finished", CONTACT, callback_id=maybe(ID), result=one_of(CallbackState)
)
NUMBER_SHOWN = FactKind("number_shown", CONTACT, account_id=ID)
