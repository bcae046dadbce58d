"""The line's prompts by name, in the source language; catalogue domain `prompts`.

Chinese may use the carrier's voice; Tibetan plays recordings only, because no carrier speaks
it (STANDARDS §7).  How long the greeting and the notice may last stands in `lengths`.
"""

from __future__ import annotations

from typing import Final

from app.kit.i18n import P_
from routing.expected_wait import MINUTES_TOLD, round_to_minutes

LONGEST_TOLD_PLACE: Final = 20
"""Places are recorded one by one up to here; beyond it the caller hears "many"."""

PLACE_TEXT: Final = P_("You are number %(number)d in line.")
MINUTES_TEXT: Final = P_("It will take about %(number)d minutes.")
KEY_TEXT: Final = P_("press %(number)d.")
NUMBERED: Final[dict[str, tuple[str, int]]] = (
    {f"place_{n}": (PLACE_TEXT, n) for n in range(1, LONGEST_TOLD_PLACE + 1)}
    | {f"minutes_{n}": (MINUTES_TEXT, n) for n in MINUTES_TOLD}
    | {f"press_key_{n}": (KEY_TEXT, n) for n in range(1, 6)}
)
"""Prompts that are recorded once for each number: their text and the number."""

ASKED_TOPICS: Final = {
    "01": P_("For family matters"),
    "03": P_("For work and wages"),
    "04": P_("For debts"),
    "09": P_("For pasture and land"),
    "14": P_("For legal aid"),
    "15": P_("For notary matters"),
}
"""Topics that the optional second question may name, as it names them."""

TEXTS: Final[dict[str, str]] = {
    "greeting": P_("Hello, this is 12348."),
    "press_bo": P_("For Tibetan press 1."),
    "press_zh": P_("For Chinese press 2."),
    "notice": P_("We note your call and number to help you and keep the record ten years."),
    "notice_recorded": P_(
        "We record this call and note your number to help you. The sound is kept three years at "
        "most, the record ten."
    ),
    "this_call_is_recorded": P_("This call is recorded."),
    "waiting": P_("Please stay on the line, we are ringing the next free person."),
    "many_before_you": P_("Many people are waiting before you."),
    "nobody_speaks": P_(
        "Nobody who speaks your language is here now. If you stay, we look for an interpreter."
    ),
    "callback_in_language": P_("Press 1 and we call you back in your language."),
    "press_for_interpreter": P_("Press 2 to talk now with an interpreter."),
    "interpreter_coming": P_("We are ringing a specialist and an interpreter. Please stay."),
    "wait_long": P_("It may take more than half an hour."),
    "press_for_callback": P_("Press 1 and we call you back, you keep your place."),
    "callback_promised": P_("We will call you back when it is your turn. Goodbye."),
    "callback_greeting": P_("12348 legal help calls you back. Press 1 to talk."),
    "connecting": P_("Somebody is here for you."),
    "one_moment": P_("One moment please."),
    "on_hold": P_("Please hold the line, we are asking for you."),
    "line_broke": P_("The line to the adviser broke. Please stay, we are ringing again."),
    "passing_on": P_("We are passing you on. Please stay on the line."),
    "interpret_press_one": P_("A call that needs you to interpret. Press 1 to take it."),
    "advice_press_one": P_("A colleague asks for advice. Press 1 to help."),
    "please_hold": P_(
        "Hello, this is 12348. We are setting something right. Please stay, we connect you in a "
        "moment."
    ),
    "sorry_call_back": P_("Sorry, something is wrong on our side. We will call you back."),
    "queue_full": P_("Sorry, all our lines are busy. We will call you back."),
    "closed_leave_message": P_(
        "We are closed now. Leave your message after the tone, we will call you back."
    ),
    "night_line": P_("Our office is closed now. We are ringing who is on duty."),
    "message_taken": P_("We have your message and will call you back. Goodbye."),
    "emergency": P_("There is an emergency. Please be patient, we answer as fast as we can."),
    "blocked": P_(
        "Your number cannot reach 12348 for now. In an emergency please call 110. Goodbye."
    ),
    "rate_us": P_(
        "Were you satisfied? Press 5 for very satisfied, 4 for satisfied, 3 for fair, "
        "2 for dissatisfied, 1 for very dissatisfied."
    ),
    "rated_low": P_("We are sorry. Somebody will call you about it. Goodbye."),
    "emergency_disaster": P_(
        "There has been a disaster. If you are in danger, hang up and ring 119 or 120. "
        "Others please be patient."
    ),
    "goodbye": P_("Thank you for calling 12348. Goodbye."),
    "agent_press_one": P_("A call for you. Press 1 to take it."),
    "agent_too_late": P_("The caller is no longer waiting. Thank you."),
    "agent_taken": P_("Somebody else has taken it. Thank you."),
    "agent_wait_console": P_("Please accept the call on your screen or press 1."),
    "studio_press_one": P_(
        "This is the prompt studio. Press 1, read the text after the tone, then press the hash key."
    ),
    "studio_heard": P_("This is what was heard."),
    "studio_keep": P_("Press 1 to keep it, 2 to record it again."),
    "studio_kept": P_("Thank you. The page shows it in a moment. Goodbye."),
    "studio_not_kept": P_("Nothing was kept. Goodbye."),
    **{name: text for name, (text, _) in NUMBERED.items()},
    **{f"topic_{code}": text for code, text in ASKED_TOPICS.items()},
}

ANNOUNCEMENTS: Final = ("emergency", "emergency_disaster")
"""What an emergency can be announced by; the bureau chooses."""


def name_place(place: int) -> str:
    """The prompt that tells a caller their place in the queue, counted from 1."""
    return f"place_{place}" if place <= LONGEST_TOLD_PLACE else "many_before_you"


def name_minutes(wait_s: float) -> str:
    """The prompt that tells about how many minutes it will take, rounded up."""
    minutes = round_to_minutes(wait_s)
    return "wait_long" if minutes is None else f"minutes_{minutes}"


def list_prompts() -> list[str]:
    """The names of all prompts, in the order of the table."""
    return list(TEXTS)
