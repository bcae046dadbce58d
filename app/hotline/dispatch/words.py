"""What offers and the settings of the rule are called."""

from __future__ import annotations

from app.kit.i18n import N_

OFFER_STATES = {
    "pending": N_("being rung"),
    "accepted": N_("accepted, being connected"),
    "connected": N_("connected"),
    "declined": N_("declined"),
    "no_answer": N_("not answered"),
    "failed": N_("line failed"),
    "withdrawn": N_("withdrawn: the contact had gone"),
}

HEAD_STARTS = {
    "green_channel": N_("Green channel"),
    "called_again": N_("Second call within the hour"),
}

SETTINGS = {
    "ringing": N_("Ringing"),
    "ring_s": N_("An agent's phone rings for"),
    "on_call_ring_s": N_("The phone of somebody on call rings for"),
    "ring_together": N_("Agents rung at once"),
    "misses_to_break": N_("Missed calls until a break"),
    "waiting": N_("Waiting"),
    "on_call_after_s": N_("People on call are rung after"),
    "longest_wait_s": N_("Longest wait (empty: no end)"),
    "short_abandon_s": N_("Hung up at once: within"),
    "place_kept_s": N_("Who gave up keeps the place when calling again within"),
    "after_talk": N_("After the talk"),
    "wrap_up_s": N_("Time to wrap up"),
    "transfer_wrap_up_s": N_("Time to wrap up after passing on"),
    "interpreter_wrap_up_s": N_("Time to wrap up after interpreting"),
    "chat_wrap_up_s": N_("Time to wrap up after a chat"),
    "callback": N_("Call-backs"),
    "callback_offer_after_s": N_("Call-back is offered after (empty: never)"),
    "callback_promise_s": N_("Call-back is promised within"),
    "callback_guard_seats": N_(
        "Call-back only while so many seats are free (empty: a quarter of those on duty)"
    ),
    "callback_patience_s": N_(
        "Call-back takes its turn on a busy line so long after its promise (empty: never)"
    ),
    "callback_overtakes_after_s": N_(
        "Call-back goes before callers on the line after (empty: never)"
    ),
    "callback_tries": N_("The line rings somebody by itself so often"),
    "callback_retry_s": N_("Between two such calls"),
    "callback_ring_s": N_("Each such call rings for"),
    "callback_missed_after_s": N_("Who was missed is called after"),
    "calling_from_s": N_("Nobody is called before"),
    "calling_until_s": N_("Nobody is called later than"),
    "message_answer_within_s": N_("A message is answered after opening within"),
    "follow_up_within_s": N_("Who was dissatisfied is called within"),
    "interpreted": N_("Interpreted calls"),
    "interpreted.enabled": N_("Interpreted calls are made"),
    "interpreted.after_s": N_("Interpreted after a wait of"),
    "interpreted.guard_seats": N_(
        "Only while so many seats are free (empty: a quarter of those on duty)"
    ),
    "head_starts": N_("Head starts"),
    "topics": N_("Topics and kinds of seat"),
}
"""What each setting of the rule is called on its page."""

WORDS = {
    "offer_state": OFFER_STATES,
    "head_start": HEAD_STARTS,
    "setting": SETTINGS,
}
"""By kind; see `app.kit.web.words`."""
