"""Effects of a decision on the telephone lines of a contact, also those that features above owe."""

from __future__ import annotations

from app.kit.storage.effect_kinds import Code, EffectKind, Payload, Remedy


class OfContact(Payload):
    """The row's contact says it all."""


class OfOffer(Payload):
    """Of one offer."""

    offer_id: int


class OfSeats(Payload):
    """Of some agents of an offer."""

    offer_id: int
    agent_ids: list[int]


class OfDeadline(Payload):
    """Of a deadline, by its kind and subject."""

    deadline: Code
    subject_id: int


RING_AGENTS = EffectKind(
    "ring_agents",
    OfOffer,
    performed_by="app.hotline.calls.ringing.placing.ring_agents",
    if_given_up=Remedy.LOOK_AT_TALK,
)
BRING_AGENTS_IN = EffectKind(
    "bring_agents_in",
    OfOffer,
    performed_by="app.hotline.calls.moving.bring_agents_in",
    if_given_up=Remedy.LOOK_AT_TALK,
)
STOP_RINGING = EffectKind(
    "stop_ringing",
    OfSeats,
    performed_by="app.hotline.calls.ending.stop_ringing",
    if_given_up=Remedy.CLOSE_LINES,
)
RETURN_CALLER = EffectKind(
    "return_caller",
    OfContact,
    performed_by="app.hotline.calls.moving.return_caller",
    if_given_up=Remedy.LOOK_AT_TALK,
)
RESUME_CALLER = EffectKind(
    "resume_caller",
    OfContact,
    performed_by="app.hotline.calls.ringing.talk_performers.resume_caller",
    if_given_up=Remedy.LOOK_AT_TALK,
)
SEND_AWAY = EffectKind(
    "send_away",
    OfContact,
    performed_by="app.hotline.calls.moving.send_away",
    if_given_up=Remedy.REACH_PERSON,
)
END_CALLS = EffectKind(
    "end_calls",
    OfContact,
    performed_by="app.hotline.calls.ending.end_calls",
    if_given_up=Remedy.CLOSE_LINES,
)
SERVE_DEADLINE = EffectKind(
    "serve_deadline",
    OfDeadline,
    performed_by="app.hotline.dispatch.unserved.serve_deadline",
    if_given_up=Remedy.TRY_AGAIN,
)
"""Owed only as given up; a person lets it be tried again."""
