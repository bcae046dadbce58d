"""Reads how a participant is to enter a conference."""

from __future__ import annotations

from app.gateway.core.addresses import Callback
from app.gateway.core.twiml_dial import Conference
from app.gateway.core.twiml_nouns import CONFERENCE_EVENTS, RECORDING_EVENTS
from app.gateway.rest.errors import bad_param
from app.gateway.rest.forms import Form

UNSUPPORTED = (
    "SipAuthUsername", "SipAuthPassword", "Region", "ByocTrunkSid", "Byoc", "CallerId",
    "CallReason", "RecordingTrack", "TimeLimit", "MachineDetection", "AmdStatusCallback",
    "Trim", "CallToken", "Record", "RecordingChannels", "RecordingStatusCallback",
    "RecordingStatusCallbackMethod", "ConferenceTrim",
)  # fmt: skip


def read_noun(form: Form, name: str) -> Conference:
    """The parameters as the noun that would say the same in TwiML."""
    wait_url = form.text("WaitUrl") if form.has("WaitUrl") else None
    if wait_url:
        form.url("WaitUrl")
    callback = _read_conference_callback(form)
    coach = form.text("CallSidToCoach") if form.flag("Coaching", default=False) else ""
    form.choice("JitterBufferSize", ("small", "medium", "large", "off"), "large", 20001)
    recordings = ("true", "false", "record-from-start", "do-not-record")
    label = form.text("Label")
    if len(label) > 128:
        raise bad_param(20001, "Label has more than 128 characters")
    return Conference(
        name=name,
        is_muted=form.flag("Muted", default=False),
        beep=form.choice("Beep", ("true", "false", "onEnter", "onExit"), "true", 20001),
        starts_on_enter=form.flag("StartConferenceOnEnter", default=True),
        ends_on_exit=form.flag("EndConferenceOnExit", default=False),
        label=label,
        wait_url=wait_url,
        wait_method=form.method("WaitMethod"),
        max_participants=form.whole("MaxParticipants", 250, 2, 250),
        is_recorded=form.choice("ConferenceRecord", recordings, "do-not-record", 20001)
        in {"true", "record-from-start"},
        coach=coach,
        status_callback=callback.url if callback else None,
        status_method=callback.method if callback else "POST",
        status_events=callback.events if callback else frozenset(),
        recording_callback=form.url("ConferenceRecordingStatusCallback", 21609),
        recording_method=form.method("ConferenceRecordingStatusCallbackMethod"),
        recording_events=form.words(
            "ConferenceRecordingStatusCallbackEvent", RECORDING_EVENTS, "completed", 21626
        ),
    )


def _read_conference_callback(form: Form) -> Callback | None:
    url = form.url("ConferenceStatusCallback", 21609)
    method = form.method("ConferenceStatusCallbackMethod")
    events = form.words("ConferenceStatusCallbackEvent", CONFERENCE_EVENTS, "start end", 21626)
    return Callback(url, method, events) if url else None
