"""Our answers as TwiML documents (https://www.twilio.com/docs/voice/twiml).

Rooms never end when somebody leaves (we end them), nobody hears beeps, and the conference's
events (who comes and goes) are asked for by every participant because Twilio takes them from the
first alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from app.telephony.answers import (
    Answer,
    AskForKey,
    HangUp,
    Hear,
    HearWithKey,
    JoinRoom,
    LeaveQueue,
    Nothing,
    PauseThen,
    TakeMessage,
    WaitInQueue,
)
from app.telephony.speech import Play, Say, Speech

SILENCE_ENDS_S = 6
_NOTHING = str(VoiceResponse())
"""Half of what we answer."""


def write_document(answer: Answer) -> str:
    """The TwiML text of `answer`."""
    if isinstance(answer, Nothing):
        return _NOTHING
    document = VoiceResponse()
    match answer:
        case AskForKey():
            _ask_for_key(document, answer)
        case WaitInQueue():
            _wait_in_queue(document, answer)
        case Hear(speech):
            _speak(document, speech)
        case HearWithKey(speech, next_url):
            gather = Gather(input="dtmf", num_digits=1, timeout=1, action=next_url, method="POST")
            _speak(gather, speech)
            document.append(gather)
        case PauseThen(next_url, pause_s, speech):
            _speak(document, speech)
            document.pause(length=pause_s)
            document.redirect(next_url, method="POST")
        case TakeMessage(speech, next_url, longest_s, is_trimmed):
            _speak(document, speech)
            document.record(
                action=next_url,
                method="POST",
                max_length=longest_s,
                timeout=SILENCE_ENDS_S,
                finish_on_key="#",
                play_beep=True,
                trim="trim-silence" if is_trimmed else "do-not-trim",
            )
            document.redirect(next_url, method="POST")
        case JoinRoom():
            _join_room(document, answer)
        case HangUp(speech):
            _speak(document, speech)
            document.hangup()
        case LeaveQueue():
            document.leave()
        case _:
            assert_never(answer)
    return str(document)


def _ask_for_key(document: VoiceResponse, answer: AskForKey) -> None:
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=answer.timeout_s,
        action=answer.next_url,
        method="POST",
        action_on_empty_result=True,
    )
    _speak(gather, answer.speech)
    document.append(gather)


def _wait_in_queue(document: VoiceResponse, answer: WaitInQueue) -> None:
    document.enqueue(
        answer.queue,
        wait_url=answer.wait_url,
        wait_url_method="POST",
        action=answer.left_url,
        method="POST",
    )
    document.pause(length=answer.pause_s)
    document.redirect(answer.resume_url, method="POST")


def _join_room(document: VoiceResponse, answer: JoinRoom) -> None:
    _speak(document, answer.speech)
    dial = Dial(action=answer.left_url, method="POST")
    dial.conference(
        answer.room,
        participant_label=answer.label,
        start_conference_on_enter=True,
        end_conference_on_exit=False,
        beep="false",
        muted=answer.is_muted or None,
        coach=answer.coached_sid or None,
        jitter_buffer_size="small",
        **_record(answer.recording_url),
        status_callback=answer.events_url,
        status_callback_method="POST",
        status_callback_event="join leave",
    )
    document.append(dial)


def _record(url: str) -> dict[str, str]:
    if not url:
        return {}
    return {
        "record": "record-from-start",
        "trim": "do-not-trim",
        "recording_status_callback": url,
        "recording_status_callback_method": "POST",
        "recording_status_callback_event": "completed absent",
    }


def _speak(parent: Any, speech: Iterable[Speech]) -> None:
    for part in speech:
        match part:
            case Say(text, language):
                parent.say(text, language=language)
            case Play(url, times):
                parent.play(url, loop=times)
            case _:
                assert_never(part)
