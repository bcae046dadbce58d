"""Words for effects that were given up: what was to happen, why not, what a person does now."""

from __future__ import annotations

from collections.abc import Mapping

from app.kit.i18n import N_

_RING, _HANG_UP = N_("Ring a telephone"), N_("Hang up")
_BRING, _BACK = N_("Bring the two together"), N_("Bring the caller back")
_ERASE, _STEER = N_("Erase what is too old"), N_("Pause or end the recording")
_CALL_BACK, _LOOK_JOINED = N_("Call back"), N_("Look whether the two are together")

EFFECTS: Mapping[str, str] = {
    "ring_agents": _RING,
    "ring_leg": _RING,
    "ring_for_prompt": _RING,
    "bring_agents_in": _BRING,
    "bring_caller_in": _BRING,
    "return_caller": _BACK,
    "resume_caller": _BACK,
    "mix_leg": N_("Hold or mute somebody"),
    "stop_ringing": _HANG_UP,
    "end_calls": _HANG_UP,
    "end_leg": _HANG_UP,
    "serve_deadline": N_("Do what had become due"),
    "send_away": N_("Tell the caller that nobody comes"),
    "ask_rating": N_("Ask how it was"),
    "pace_recording": _STEER,
    "stop_recording": _STEER,
    "take_in_prompt": N_("Take in a prompt that was read"),
    "send_text": N_("Send a text message"),
    "send_rating_text": N_("Ask for a rating by text"),
    "fetch_recording": N_("Fetch a recording from the carrier"),
    "fetch_picture": N_("Fetch a picture that came by text"),
    "push_to_12345": N_("Tell 12345"),
    "erase_old_receipts": _ERASE,
    "erase_old_recordings": _ERASE,
}
DEADLINES: Mapping[str, str] = {
    "offer": N_("An offer that nobody took goes on to somebody else"),
    "wrap_up": N_("The end of the time for notes"),
    "chat_wrap_up": N_("The end of the time for notes"),
    "longest_wait": N_("The longest wait is over"),
    "interpret": N_("Look for an interpreter"),
    "on_call": N_("Call in who is on call"),
    "callback_offer": N_("Offer a call-back to who waits"),
    "callback_due": _CALL_BACK,
    "callback_turn": _CALL_BACK,
    "callback_retry": _CALL_BACK,
    "call_back": _CALL_BACK,
    "referral_awaited": _CALL_BACK,
    "join": _LOOK_JOINED,
    "leg_join": _LOOK_JOINED,
    "leg_look_up": N_("Look whether a telephone rings"),
    "line_end": N_("Look whether somebody has hung up"),
    "message_awaited": N_("Wait for the message of who hung up"),
    "recording_look": N_("Look for a recording at the carrier"),
    "prompt_call_look": N_("Look how the reading of a prompt ended"),
    "rating_text": N_("Ask for a rating by text"),
    "duty": N_("Change who is on duty"),
    "console_lost": N_("Take out an agent whose page is gone"),
    "push_to_12345_again": N_("Tell 12345"),
    "referrals_reconciled": N_("Compare our matters with those of 12345"),
    "daily_sweep": N_("Erase what is too old"),
    "reviews_due": N_("Remind of answers to be looked at"),
}
"""What becomes due, by the kind of its deadline."""
ERRORS: Mapping[str, str] = {
    "carrier": N_("the carrier did not do it"),
    "carrier_refused": N_("the carrier refused"),
    "carrier_lacks": N_("the carrier knows no such call"),
    "carrier_unreachable": N_("the carrier did not answer"),
    "worker_died": N_("the program ended in the midst of it"),
    "OperationalError": N_("the database did not answer"),
    "OSError": N_("the disk did not take it"),
}
REMEDIES: Mapping[str, str] = {
    "look_at_talk": N_("Look whether the two are talking; if not, call the person."),
    "close_lines": N_("A telephone may still ring or a line stand open: ask to hang up."),
    "check_recording": N_("The recording may hold what it should not: listen, then erase it."),
    "reach_person": N_("The person heard nothing: call them, where that is safe."),
    "nothing_lost": N_("Nothing is lost; nobody was asked to rate."),
    "tell_12345": N_("Tell 12345 by telephone, then let it be tried again."),
    "try_again": N_("Let it be tried again; if that fails too, tell who keeps the machine."),
    "read_again": N_("Read the prompt once more in the studio."),
}
SETTLEMENTS: Mapping[str, str] = {
    "seen_to": N_("seen to"),
    "not_needed": N_("not needed any more"),
    "try_again": N_("try again"),
}
EFFECT_WORDS: Mapping[str, Mapping[str, str]] = {
    "effect": EFFECTS,
    "deadline": DEADLINES,
    "effect_error": ERRORS,
    "remedy": REMEDIES,
    "settlement": SETTLEMENTS,
}
