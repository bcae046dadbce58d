"""Effects on the legs of a call and on what the carrier records of it."""

from __future__ import annotations

from app.hotline.dispatch.effects import OfContact
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy


class OfLeg(Payload):
    """Of one leg."""

    leg_id: int


RING_LEG = EffectKind(
    "ring_leg",
    OfLeg,
    performed_by="app.hotline.calls.ringing.talk_performers.ring_leg",
    if_given_up=Remedy.LOOK_AT_TALK,
)
MIX_LEG = EffectKind(
    "mix_leg",
    OfLeg,
    performed_by="app.hotline.calls.ringing.talk_performers.mix_leg",
    if_given_up=Remedy.LOOK_AT_TALK,
)
END_LEG = EffectKind(
    "end_leg",
    OfLeg,
    performed_by="app.hotline.calls.ending.end_leg",
    if_given_up=Remedy.CLOSE_LINES,
)
BRING_CALLER_IN = EffectKind(
    "bring_caller_in",
    OfContact,
    performed_by="app.hotline.calls.moving.bring_caller_in",
    if_given_up=Remedy.LOOK_AT_TALK,
)
ASK_RATING = EffectKind(
    "ask_rating",
    OfContact,
    performed_by="app.hotline.calls.moving.ask_rating",
    if_given_up=Remedy.CLOSE_LINES,
)
PACE_RECORDING = EffectKind(
    "pace_recording",
    OfContact,
    performed_by="app.hotline.calls.talking.recording_performers.pace_recording",
    if_given_up=Remedy.CHECK_RECORDING,
)
STOP_RECORDING = EffectKind(
    "stop_recording",
    OfContact,
    performed_by="app.hotline.calls.talking.recording_performers.stop_recording",
    if_given_up=Remedy.CHECK_RECORDING,
)
