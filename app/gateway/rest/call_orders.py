"""Reads what the application wants of a call: whom, how long, which document and callbacks."""

from __future__ import annotations

from app.gateway.core.addresses import Callback, Source
from app.gateway.core.placing import CallOrder
from app.gateway.core.problems import DocumentFailed
from app.gateway.core.records import Detection, Direction
from app.gateway.core.twiml_nouns import CALL_EVENTS
from app.gateway.core.twiml_reader import read_twiml
from app.gateway.rest.errors import bad_param
from app.gateway.rest.forms import Form

_UNSUPPORTED = (
    "ApplicationSid", "SendDigits", "Record", "RecordingChannels", "RecordingStatusCallback",
    "RecordingStatusCallbackMethod", "RecordingStatusCallbackEvent", "RecordingTrack",
    "SipAuthUsername", "SipAuthPassword", "MachineDetectionSpeechThreshold",
    "MachineDetectionSpeechEndThreshold", "MachineDetectionSilenceTimeout", "Trim", "CallerId",
    "Byoc", "CallReason", "CallToken", "TimeLimit",
)  # fmt: skip

BAD_DETECTION = 21230


def read_callback(form: Form, prefix: str = "StatusCallback") -> Callback | None:
    """The parameters StatusCallback, ...Method, ...Event of a leg."""
    url = form.url(prefix, 21609)
    method = form.method(f"{prefix}Method")
    events = form.words(f"{prefix}Event", CALL_EVENTS, "completed", 21626)
    return Callback(url, method, events) if url else None


def read_detection(form: Form) -> Detection | None:
    """Whether a machine is to be detected, and whether the document waits for the verdict."""
    mode = form.choice("MachineDetection", ("Enable", "DetectMessageEnd"), "", BAD_DETECTION)
    form.whole("MachineDetectionTimeout", 30, 3, 59)
    is_async = form.flag("AsyncAmd", default=False)
    url = form.url("AsyncAmdStatusCallback", 21609)
    method = form.method("AsyncAmdStatusCallbackMethod")
    if not mode:
        return None
    callback = Callback(url, method, frozenset()) if is_async and url else None
    return Detection(callback)


def read_order(form: Form) -> tuple[CallOrder, Source]:
    """A whole order and the document that is to be carried out when it is answered."""
    source = read_source(form)
    fallback = form.url("FallbackUrl")
    fallback_method = form.method("FallbackMethod")
    order = CallOrder(
        direction=Direction.OUTBOUND_API,
        to_number=form.address("To", 21211 if form.has("To") else 21201),
        from_number=form.address("From", 21212 if form.has("From") else 21213),
        timeout_s=form.whole("Timeout", 60, 1, 600),
        callback=read_callback(form),
        fallback=Source(fallback, fallback_method) if fallback else None,
        detection=read_detection(form),
    )
    form.finish(*_UNSUPPORTED)
    if source is None:
        raise bad_param(21205, "Url parameter is required")
    return order, source


def read_source(form: Form) -> Source | None:
    """Url (with Method) or Twiml; None when neither is given."""
    url = form.url("Url")
    method = form.method("Method")
    twiml = form.text("Twiml")
    if url:
        return Source(url, method)
    if not twiml:
        return None
    try:
        read_twiml(twiml, None)
    except DocumentFailed as failed:
        raise bad_param(failed.code.value, failed.message) from failed
    return Source(None, text=twiml)
