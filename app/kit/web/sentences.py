"""What each error code says to a person: what happened, then what to do next."""

from __future__ import annotations

from app.kit.i18n import N_
from app.kit.web.file_words import FILE_SENTENCES

DEFAULT_SENTENCE = N_(
    "Something went wrong on our side. It has been written down; please try again in a minute."
)

SENTENCES: dict[str, str] = {
    "internal": DEFAULT_SENTENCE,
    "database_away": N_(
        "The database or the disk takes nothing at present, so this was not done. Talks on the "
        "telephone go on. Please leave the page open and try again in a minute; if it lasts, tell "
        "whoever keeps the machine."
    ),
    "not_found": N_("This page does not exist. Please go back to the start page."),
    "not_allowed": N_("Your account may not do this. Please ask your supervisor."),
    "not_signed_in": N_("You are not signed in. Please sign in again."),
    "cross_site_form": N_("This form did not come from our page. Please open the page again."),
    "bad_input": N_("Something you entered cannot be used. Please check it and send it again."),
    "bad_request": N_("This request cannot be understood. Please go back and try again."),
    "refused": N_("This is not possible any more. The page shows the present state."),
    "wrong_sign_in": N_(
        "Name, password or code is wrong, or there were too many tries."
        " After five wrong tries please wait 15 minutes."
    ),
    "wrong_code": N_(
        "This code does not fit. Please wait for the next one; if it fails again, check that your"
        " phone shows the right time."
    ),
    "sign_in_over": N_("Too much time has passed. Please begin again with name and password."),
    "not_your_factor": N_(
        "You cannot do this for this account. Please ask another supervisor or administrator."
    ),
    "too_many": N_(
        "This was asked too often from here. Please try again in %(minutes)s min."
        " If you are in danger, call 110; if somebody is hurt, 120."
    ),
    "busy": N_("Very many people are here just now. Please try again in a moment."),
    "body_too_long": N_("This is too long. Please send less at once."),
    "unfit_text": N_("The text holds a character that cannot be stored. Please type it again."),
    "offer_not_pending": N_("This offer is over: somebody else took it or the caller has gone."),
    "agent_engaged": N_("You are with a caller. Please finish this contact first."),
    "message_too_long": N_("This message is too long. Please send it in two parts."),
    "chat_ended": N_("This conversation has ended. Please begin a new one."),
    **FILE_SENTENCES,
    "own_words": N_("You wrote these words. Somebody else must approve them."),
    "step_does_not_follow": N_("This text has moved on. The page shows where it stands now."),
    "offer_taken": N_("Somebody else was quicker. Nothing is left to do for this one."),
    "agent_busy": N_("You are with a caller. Please finish this contact first."),
    "agent_offline": N_("You are off duty. Please open the console again."),
    "settled_already": N_("Somebody has settled this already."),
    "not_connected": N_("You are not connected with this person any more."),
    "not_wrapping_up": N_("Wrapping up is over already."),
    "contact_ended": N_("This conversation has ended. Please begin a new one."),
    "topic_missing": N_("Please choose a topic before you close the ticket."),
    "password_too_common": N_("Too many people use such a password. Please choose another."),
    "password_too_short": N_("This password is too short."),
    "no_agent_of_account": N_("No agent belongs to this account. Please ask your supervisor."),
    "time_is_past": N_("This time is past. Please choose a later one."),
    "target_unavailable": N_("This colleague is not free now. Nothing has changed."),
    "advice_stands": N_("A colleague is being asked already."),
    "no_advice": N_("No colleague is in this talk any more."),
    "not_leading": N_("Only the agent who leads the talk may do this."),
    "not_on_the_line": N_("Your phone is not in this talk."),
    "must_not_call": N_("This person must not be called back."),
    "file_too_large": N_("This file is too large. Please send one of at most 8 MB."),
    "file_kind_not_taken": N_("Only pictures (JPEG, PNG, WebP) and PDF files can be sent."),
    "too_many_files": N_("This conversation holds as many files as it can."),
    "no_files_by_text": N_("No file can be sent by text message."),
    "not_to_be_rated": N_("There is nothing to rate here. Thank you."),
    "must_not_text": N_("This person must not be texted now. Please read the answer out."),
    "not_approved": N_("The public may not read this answer yet. Please read it out yourself."),
    "outside_already_ringing": N_("Another line is being rung already."),
    "outside_not_answered": N_("They have not answered yet. Please stay on the line."),
    "no_phone_of_yours": N_("No phone is noted for you. Please note it under My account."),
    "not_a_phone": N_("Please enter a phone number, or an address that begins with sip:."),
    "number_withheld": N_("No number is known for this person."),
    "no_softphone": N_("Your phone is not this browser. Please change it in your account."),
    "softphone_of_another": N_(
        "Somebody else has the same phone. Please choose a name of your own in your account."
    ),
    "softphone_not_set_up": N_(
        "The phone in the browser is not set up here. Please note another phone in your account."
    ),
    "no_number": N_("This is no telephone number. Please enter it with its area code."),
    "number_in_danger": N_(
        "Somebody under this number is in danger. It is never blocked; please talk to the agent."
    ),
    "kept_days_out_of_range": N_(
        "Recordings are kept between one day and three years, complaints not shorter than others. "
        "Please correct the days."
    ),
    "bridge_closed": N_(
        "The bridge to 12345 is not set up here. Please agree on a secret with the hotline first."
    ),
    "bad_signature": N_(
        "The request is not signed as agreed. Please check the secret, the clock and the headers."
    ),
    "replayed": N_("This very request was taken before. Please sign a repeated request anew."),
    "key_used_for_another_body": N_(
        "This idempotency key came with another body. Please use a new key for a new request."
    ),
    "referral_closed": N_("The result has been sent to 12345. It cannot be changed any more."),
    "sound_missing": N_("No sound was sent. Please choose a file or record again."),
    "sound_too_large": N_("This file is larger than 5 MB. Please choose a smaller one."),
    "sound_too_short": N_("This is too short to be heard. Please record again."),
    "sound_too_long": N_("This is longer than a minute. Please record only the text shown."),
    "sound_is_silent": N_("Nothing can be heard. Please check the microphone and record again."),
    "not_plain_wav": N_(
        "This WAV file cannot be played on the phone. Please save it as plain PCM."
    ),
    "not_a_sound": N_("This is no WAV or MP3 file. Please choose another one."),
    "over_the_limit": N_(
        "With this recording callers would listen for too long. Please speak faster: greeting and "
        "question may last 6 seconds together, the notice 8."
    ),
    "prompt_call_stands": N_(
        "Your phone is being rung for another recording. Please finish that one first."
    ),
    "phone_is_browser": N_(
        "Your phone is a browser. Please record in the browser, or note another phone under My "
        "account."
    ),
    "callers_come_first": N_(
        "Callers may be put through to your phone now. Please set yourself to not ready first."
    ),
    "bad_safe_hours": N_("Please enter both safe hours, or none, like 09:00 and 17:00."),
    "rules_moved": N_(
        "Somebody else has changed the rules since you opened the page. Please look at them again."
    ),
    "answer_changed_meanwhile": N_(
        "Somebody else has changed this answer since you opened the page. Go back: your words are"
        " kept beside theirs."
    ),
    "hours_moved": N_(
        "Somebody else has changed the hours since you opened the page. Please look at them again."
    ),
}
"""By error code, or by the reason of a refusal. Features add theirs here, one line each."""
