"""Use cases of a phone on which a staff member reads a prompt: what they hear, which key does what.

A key comes before the first tone, so that no voicemail becomes a prompt.  Each is told twice or
late without harm; who hangs up has changed nothing.
"""

from __future__ import annotations

from app.hotline.calls.voice import Voice
from app.hotline.prompts.models import ON_THE_LINE, PromptCall
from app.hotline.prompts.phone_actions import answer_call, end_call, hear_take, keep_take
from app.hotline.prompts.sound import LONGEST_S
from app.kit.storage.unit_of_work import UnitOfWork
from app.telephony.answers import Answer, AskForKey, HangUp, TakeMessage
from app.telephony.endings import is_over
from app.telephony.speech import Play, Speech

KEY_TIMEOUT_S = 10
HUNG_UP = "hangup"
"""What the carrier says was pressed when the recording ended because the person hung up."""


def greet_reader(uow: UnitOfWork, voice: Voice, call: PromptCall, call_sid: str) -> Answer:
    """The phone was picked up: what to do is told."""
    if not answer_call(uow, call, call_sid):
        return HangUp()
    return _ask_to_read(voice, call)


def press_to_read(voice: Voice, call: PromptCall, key: str) -> Answer:
    """With the key the tone follows; without one it may be a machine."""
    if call.state not in ON_THE_LINE or not key:
        return HangUp()
    return _record(voice, call) if key == "1" else _ask_to_read(voice, call)


def hear_reading(
    uow: UnitOfWork, voice: Voice, call: PromptCall, recording: tuple[str, str], key: str
) -> Answer:
    """The text was read; `recording` is the carrier's id and address of it, both "" for none."""
    sid, url = recording
    if sid:
        hear_take(uow, call, sid)
    if call.state not in ON_THE_LINE or key == HUNG_UP:
        return HangUp()
    if not sid:
        return _ask_to_read(voice, call)
    heard: tuple[Speech, ...] = (_say(voice, call, "studio_heard"), Play(url)) if url else ()
    return _ask_to_keep(voice, call, heard)


def choose_take(uow: UnitOfWork, voice: Voice, call: PromptCall, key: str) -> Answer:
    """Keep what was heard last, or read again; nothing pressed is nothing kept."""
    if key == "1":
        keep_take(uow, call)
    if call.state not in ON_THE_LINE:
        return HangUp((_say(voice, call, "studio_kept"),))
    match key:
        case "2":
            return _record(voice, call)
        case "":
            return HangUp((_say(voice, call, "studio_not_kept"),))
    return _ask_to_keep(voice, call)


def change_status(uow: UnitOfWork, call: PromptCall, status: str, call_sid: str) -> bool:
    """How the call stands, told by the carrier; only its end changes anything."""
    call.call_sid = call.call_sid or call_sid or None
    return is_over(status) and end_call(uow, call, status)


def _ask_to_read(voice: Voice, call: PromptCall) -> Answer:
    url = voice.links.prompt_call(call.token, "key")
    return AskForKey((_say(voice, call, "studio_press_one"),), url, KEY_TIMEOUT_S)


def _record(voice: Voice, call: PromptCall) -> Answer:
    url = voice.links.prompt_call(call.token, "heard")
    return TakeMessage((), url, int(LONGEST_S), is_trimmed=True)


def _ask_to_keep(voice: Voice, call: PromptCall, heard: tuple[Speech, ...] = ()) -> Answer:
    url = voice.links.prompt_call(call.token, "choice")
    return AskForKey((*heard, _say(voice, call, "studio_keep")), url, KEY_TIMEOUT_S)


def _say(voice: Voice, call: PromptCall, prompt: str) -> Speech:
    return voice.prompts.speak(prompt, call.spoken_in)
