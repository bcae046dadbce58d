"""What each of our codes is called in front of people: one word per thing on every page.

`word("agent_state", code)` in a template. Only marked English sources; the catalogues hold
both languages. A code without a word shows itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.kit.i18n import N_
from app.kit.web.answer_words import ANSWER_STATES, ANSWER_STEPS, LAW_LAPSES
from app.kit.web.danger_words import DANGER_KINDS, DANGER_SOURCES
from app.kit.web.effect_words import EFFECT_WORDS
from app.kit.web.file_words import ROW_FAULTS
from app.kit.web.guard_words import BLOCK_REASONS, CONFLICT_REASONS, LIFT_REASONS

LANGUAGES = {"bo": N_("Tibetan"), "zh": N_("Chinese"), "": N_("Language not known")}

VARIETIES = {
    "kham": N_("Kham"),
    "amdo": N_("Amdo"),
    "rgyalrong": N_("Gyalrong"),
    "horpa": N_("Horpa"),
    "other": N_("Other speech"),
}

CHANNELS = {"voice": N_("Phone"), "chat": N_("Web chat"), "text": N_("Text message")}

AGENT_STATES = {
    "offline": N_("Offline"),
    "not_ready": N_("Not ready"),
    "ready": N_("Ready"),
    "offered": N_("Being rung"),
    "engaged": N_("With a caller"),
    "wrapping_up": N_("Wrapping up"),
}

PAUSE_REASONS = {
    "break": N_("Break"),
    "meeting": N_("Meeting"),
    "training": N_("Training course"),
    "paperwork": N_("Paperwork"),
}
"""Reasons that a person may choose."""

REASONS = PAUSE_REASONS | {
    "signed_in": N_("Just signed in"),
    "signed_out": N_("Signed out"),
    "missed": N_("Did not answer a call"),
    "declined": N_("Declined a call"),
    "join_failed": N_("The connection failed"),
    "console_lost": N_("The console was lost"),
}

CONTACT_STATES = {
    "arrived": N_("Hearing the greeting"),
    "waiting": N_("Waiting"),
    "offered": N_("Agent being rung"),
    "connected": N_("In conversation"),
    "wrapping_up": N_("Conversation over"),
    "ended": N_("Ended"),
}

SEATS = {
    "general": N_("General"),
    "lawyer": N_("Lawyer"),
    "notary": N_("Notary"),
    "mediator": N_("Mediator"),
    "legal_aid": N_("Legal aid"),
    "complaint": N_("Complaints"),
}

OUTCOMES = {
    "answered": N_("Answered"),
    "abandoned_short": N_("Hung up at once"),
    "abandoned": N_("Hung up while waiting"),
    "refused_full": N_("Refused: too many waiting"),
    "closed": N_("Outside opening hours"),
    "no_agent": N_("Nobody could serve"),
    "timed_out": N_("Waited too long"),
    "left_message": N_("Left a message"),
    "callback_taken": N_("Called again before the call-back"),
    "callback_unreached": N_("Call-back not reached"),
    "self_served": N_("Answered by the knowledge base"),
    "transferred_12345": N_("Passed on to 12345"),
    "blocked": N_("Blocked"),
    "failed": N_("Technical failure"),
}

TOPICS = {
    "01": N_("Marriage and family"),
    "02": N_("Inheritance"),
    "03": N_("Work and wages"),
    "04": N_("Loans and debts"),
    "05": N_("Contracts"),
    "06": N_("Traffic accidents"),
    "07": N_("Personal injury"),
    "08": N_("Property and homesteads"),
    "09": N_("Pasture, caterpillar fungus, land"),
    "10": N_("Consumers"),
    "11": N_("Criminal law"),
    "12": N_("Administration and reconsideration"),
    "13": N_("Litigation and arbitration procedure"),
    "14": N_("Applying for legal aid"),
    "15": N_("Notary matters"),
    "16": N_("Forensic appraisal"),
    "17": N_("People's mediation"),
    "18": N_("Arbitration"),
    "19": N_("Learning about the law"),
    "20": N_("Complaints about legal services"),
    "21": N_("Community correction"),
    "22": N_("Veterans"),
    "23": N_("Monastery affairs"),
    "90": N_("Not legal (to 12345)"),
    "99": N_("Something else"),
}

DEFINITIONS = {
    "any_seat_live": N_("answered by a person"),
    "right_seat_live": N_("answered by the right seat"),
    "service_level_15": N_("answered within 15 seconds"),
    "mean_satisfaction": N_("mean of the ratings given"),
    "response_share": N_("ratings given, of all who were answered"),
    "topic_key_pressed": N_("pressed a second key, of all who were asked"),
    "topic_key_right": N_("second keys with the closed ticket's topic"),
    "first_reply_180": N_("written contacts answered by a person within 3 minutes"),
    "right_seat_with_callback": N_("answered by the right seat, call-backs counted"),
}

CALLBACK_REASONS = {
    "booked": N_("Chose a call-back while waiting"),
    "appointment": N_("Appointment"),
    "missed": N_("Missed"),
    "could_not_handle": N_("Technical failure"),
    "message": N_("Left a message"),
    "referral": N_("Forwarded by 12345"),
    "dissatisfied": N_("Dissatisfied"),
}

CALLBACK_STATES = {
    "owed": N_("Owed"),
    "ringing": N_("Being rung"),
    "tried": N_("Tried, will be rung again"),
    "reached": N_("Reached"),
    "unreached": N_("Rung in vain"),
    "not_reached": N_("Not reached"),
    "not_wanted": N_("No call-back wanted"),
    "came_again": N_("Came again"),
    "withdrawn": N_("Another time agreed"),
}

RATING_WAYS = {
    "key_or_text": N_("By key at the end of the call, by text message if they have gone"),
    "key": N_("Only by key at the end of the call"),
    "text": N_("Only by text message"),
    "off": N_("Not at all"),
}

RECORDING_KINDS = {"message": N_("Message left"), "talk": N_("Talk")}

SCORES = {
    "5": N_("Very satisfied"),
    "4": N_("Satisfied"),
    "3": N_("Fair"),
    "2": N_("Dissatisfied"),
    "1": N_("Very dissatisfied"),
}

TEXT_FATES = {
    "planned": N_("On its way"),
    "asking": N_("On its way"),
    "accepted": N_("On its way"),
    "scheduled": N_("On its way"),
    "queued": N_("On its way"),
    "sending": N_("On its way"),
    "sent": N_("Sent"),
    "delivered": N_("Delivered"),
    "read": N_("Delivered"),
    "failed": N_("Text not delivered"),
    "undelivered": N_("Text not delivered"),
    "canceled": N_("Text not delivered"),
    "withheld": N_("Not texted: it would not be safe or is not wanted"),
}

APPEAL_TYPES = {
    "consultation": N_("Consultation"),
    "help": N_("Request for help"),
    "suggestion": N_("Suggestion"),
    "complaint": N_("Complaint"),
    "report": N_("Report of wrongdoing"),
    "praise": N_("Praise"),
}

URGENCIES = {
    "normal": N_("Not urgent"),
    "urgent": N_("Urgent"),
    "emergency": N_("Emergency"),
}

PROMPT_STATES = {
    "recorded": N_("Recorded"),
    "stale": N_("Stale: the text has changed"),
    "placeholder": N_("Placeholder"),
    "spoken": N_("Spoken by the carrier"),
    "missing": N_("Missing"),
}

PROMPT_WAYS = {
    "upload": N_("Uploaded"),
    "browser": N_("Recorded in the browser"),
    "phone": N_("Recorded by phone"),
    "import": N_("Imported"),
}

PROMPT_CALLS = {
    "planned": N_("12348 is ringing your phone."),
    "asked": N_("12348 is ringing your phone."),
    "answered": N_("You are on the phone. Please read the text after the tone."),
    "kept": N_("Your recording is being fetched."),
    "stored": N_("Your recording by phone has been taken in."),
    "left": N_("You hung up before anything was kept. Nothing was changed."),
    "unreached": N_("Your phone was not reached. Please see that it is free and try again."),
}

PROMPT_LIMITS = {
    "greeting": N_("Greeting and question in both languages"),
    "notice_bo": N_("Notice in Tibetan"),
    "notice_zh": N_("Notice in Chinese"),
    "notice_recorded_bo": N_("Notice of recording in Tibetan"),
    "notice_recorded_zh": N_("Notice of recording in Chinese"),
}

WEEKDAYS = {
    "0": N_("Monday"),
    "1": N_("Tuesday"),
    "2": N_("Wednesday"),
    "3": N_("Thursday"),
    "4": N_("Friday"),
    "5": N_("Saturday"),
    "6": N_("Sunday"),
}

HOURS_REASONS = {
    "manual": N_("closed by hand"),
    "emergency": N_("emergency mode"),
    "exception": N_("exceptional hours"),
    "holiday": N_("holiday"),
    "make_up_day": N_("make-up day"),
    "shift": N_("open by the shifts"),
    "no_shift": N_("no shift now"),
}

GROUPS = {
    "minor": N_("Minors"),
    "elderly": N_("Elderly people"),
    "disabled": N_("Disabled people"),
    "woman_in_danger": N_("Women in danger"),
    "migrant_wages": N_("Migrant workers' wages"),
    "veteran": N_("Veterans and their families"),
}

CHANGES = {
    "hours_changed": N_("Hours changed"),
    "line_closed_by_hand": N_("Line closed by hand"),
    "line_reopened": N_("Line opened again"),
    "emergency_planned": N_("Emergency plan changed"),
    "emergency_began": N_("Emergency mode begun"),
    "emergency_ended": N_("Emergency mode ended"),
    "outside_line_set": N_("Number noted"),
    "outside_line_dropped": N_("Number removed"),
}
"""What a supervisor changed, by the kind of its entry in the log."""

OUTSIDE = {
    "12345": N_("12345 government hotline"),
    "110": N_("110 police"),
    "119": N_("119 fire"),
    "120": N_("120 ambulance"),
}

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

WORDS: Mapping[str, Mapping[str, str]] = {
    **EFFECT_WORDS,
    "language": LANGUAGES,
    "variety": VARIETIES,
    "channel": CHANNELS,
    "agent_state": AGENT_STATES,
    "reason": REASONS,
    "contact_state": CONTACT_STATES,
    "seat": SEATS,
    "outcome": OUTCOMES,
    "topic": TOPICS,
    "answer_state": ANSWER_STATES,
    "answer_step": ANSWER_STEPS,
    "law_lapse": LAW_LAPSES,
    "row_fault": ROW_FAULTS,
    "definition": DEFINITIONS,
    "callback_reason": CALLBACK_REASONS,
    "callback_state": CALLBACK_STATES,
    "score": SCORES,
    "block_reason": BLOCK_REASONS,
    "conflict_reason": CONFLICT_REASONS,
    "lift_reason": LIFT_REASONS,
    "rating_way": RATING_WAYS,
    "recording_kind": RECORDING_KINDS,
    "text_fate": TEXT_FATES,
    "danger_kind": DANGER_KINDS,
    "danger_source": DANGER_SOURCES,
    "appeal_type": APPEAL_TYPES,
    "urgency": URGENCIES,
    "weekday": WEEKDAYS,
    "offer_state": OFFER_STATES,
    "outside": OUTSIDE,
    "head_start": HEAD_STARTS,
    "setting": SETTINGS,
    "hours_reason": HOURS_REASONS,
    "group": GROUPS,
    "change": CHANGES,
    "prompt_state": PROMPT_STATES,
    "prompt_way": PROMPT_WAYS,
    "prompt_limit": PROMPT_LIMITS,
    "prompt_call": PROMPT_CALLS,
}


def find_word(kind: str, code: str | None) -> str:
    """Return the English source for a code of a kind; raises KeyError for an unknown kind."""
    return WORDS[kind].get(code or "", code or "")
