"""Which attributes and children each supported TwiML element may have.

Transcribed as facts from Twilio's documentation; the tests compare it with the official package.
An element or attribute that Twilio knows and this table does not is refused by name: a feature
comes here with its first use.
"""

from __future__ import annotations

PROMPTS = frozenset({"Say", "Play", "Pause"})

CHILDREN: dict[str, frozenset[str]] = {
    "Response": PROMPTS
    | {"Gather", "Redirect", "Hangup", "Leave", "Reject", "Enqueue", "Record", "Dial"},
    "Gather": PROMPTS,
    "Dial": frozenset({"Number", "Client", "Sip", "Conference"}),
}

_CALLBACK = frozenset({"statusCallback", "statusCallbackMethod", "statusCallbackEvent"})
_RECORDING_CALLBACK = frozenset(
    {"recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent"}
)

ATTRIBUTES: dict[str, frozenset[str]] = {
    "Response": frozenset(),
    "Say": frozenset({"voice", "language", "loop"}),
    "Play": frozenset({"loop", "digits"}),
    "Pause": frozenset({"length"}),
    "Gather": frozenset(
        {"input", "action", "method", "timeout", "numDigits", "finishOnKey", "actionOnEmptyResult"}
        | {"language", "bargeIn"}
    ),
    "Redirect": frozenset({"method"}),
    "Hangup": frozenset(),
    "Leave": frozenset(),
    "Reject": frozenset({"reason"}),
    "Enqueue": frozenset({"action", "method", "waitUrl", "waitUrlMethod"}),
    "Record": frozenset(
        {"action", "method", "timeout", "finishOnKey", "maxLength", "playBeep", "trim"}
    )
    | _RECORDING_CALLBACK,
    "Dial": frozenset(
        {"action", "method", "timeout", "hangupOnStar", "timeLimit", "callerId", "answerOnBridge"}
    ),
    "Number": _CALLBACK | {"url", "method"},
    "Client": _CALLBACK | {"url", "method"},
    "Sip": _CALLBACK | {"url", "method"},
    "Conference": frozenset(
        {"muted", "beep", "startConferenceOnEnter", "endConferenceOnExit", "participantLabel"}
        | {"jitterBufferSize", "waitUrl", "waitMethod", "maxParticipants", "record", "trim"}
        | {"coach"}
    )
    | _CALLBACK
    | _RECORDING_CALLBACK,
}
