"""The carrier's routes.  Each translates one kind of request into one use case and answers.

A call that we cannot handle now is kept on the line (`keeping`); one that we cannot handle at all
hears an apology in both languages and becomes a task to call back.  The carrier never sees an
error page (`_answer_call`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.doors.webhooks.authentication import CarrierRequest, admit
from app.doors.webhooks.please_hold import CALLED_PHONES, keep_call
from app.doors.webhooks.receipts import answer_once, keep_receipt, repeat_answer
from app.doors.webhooks.route import CarrierRoute
from app.doors.webhooks.trouble import note_unguided_phone, note_unhandled_call
from app.hotline.blocking.queries import look_up_block
from app.hotline.calls import called_back_actions, caller_actions, prompt_call_actions, room_actions
from app.hotline.calls.queries import find_contact_by_token, find_leg_by_token
from app.hotline.calls.ringing import agent_actions
from app.hotline.calls.talking import recording_actions, talk_actions
from app.hotline.calls.voice import Voice
from app.hotline.calls.waiting import closed_actions, waiting_actions
from app.hotline.calls.waiting.waiting_actions import MUSIC_TIMES
from app.hotline.dispatch.router import RoutingWork
from app.hotline.prompts.phone_queries import find_prompt_call
from app.hotline.services import Services, get_services
from app.kit.errors import BadInput, HotlineError, NotFound
from app.kit.storage.away import find_lack
from app.telephony.answers import Answer, HangUp, Hear, LeaveQueue, Nothing
from app.telephony.endings import is_over
from app.telephony.twilio.documents import write_document

log = logging.getLogger(__name__)
router = APIRouter(prefix="/twilio", route_class=CarrierRoute)

Genuine = Annotated[CarrierRequest, Depends(admit)]
Wired = Annotated[Services, Depends(get_services)]
BY_NUMBER = ["GET", "POST"]
"""What people set by hand at the carrier for the number: either method, with or without a final
slash.  All other addresses are our own words, and we say POST."""
CallUse = Callable[[RoutingWork, Voice], Answer]
FactUse = Callable[[RoutingWork], bool]


@router.api_route("/voice", methods=BY_NUMBER)
@router.api_route("/voice/", methods=BY_NUMBER)
def receive_call(request: Genuine, services: Wired) -> Response:
    """A call rings at the hotline's number (or comes back to it after trouble)."""
    call = _read_incoming(request, services)
    return _answer_call(
        services, request, lambda work, voice: caller_actions.receive_call(work, voice, call)
    )


@router.post("/contacts/{token}/language")
def choose_language(token: str, request: Genuine, services: Wired) -> Response:
    """The caller pressed a key for the language, or none."""

    def use(work: RoutingWork, voice: Voice) -> Answer:
        contact = find_contact_by_token(work.uow.session, token)
        return caller_actions.choose_language(work, voice, contact, request.read_key())

    return _answer_call(services, request, use)


@router.post("/contacts/{token}/wait")
def hear_while_waiting(token: str, request: Genuine, services: Wired) -> Response:
    """The caller waits; asked again for ever.  Takes no routing lock, and whatever fails here
    is music: an error would throw the caller out of the queue."""
    try:
        return _twiml(_write_wait(token, request, services))
    except NotFound:
        return _twiml(write_document(LeaveQueue()))
    except Exception:
        log.exception("a wait document could not be made: music alone")
        return _twiml(write_document(Hear((services.prompts.play_music(MUSIC_TIMES),))))


def _write_wait(token: str, request: CarrierRequest, services: Services) -> str:
    with services.store.write() as uow:
        known = repeat_answer(uow, request)
        if known is not None:
            return known
        contact = find_contact_by_token(uow.session, token)
        answer = waiting_actions.hear_while_waiting(
            uow,
            services.voice,
            contact,
            queue_sid=request.get("QueueSid"),
            waited_s=request.read_count("QueueTime"),
        )
        document = write_document(answer)
        keep_receipt(uow, request, document, "applied")
    return document


@router.post("/contacts/{token}/hold")
def hear_while_held(token: str, services: Wired) -> Response:
    """A held caller hears words and music; asked again for ever, changes nothing."""
    try:
        with services.store.read() as session:
            contact = find_contact_by_token(session, token)
            return _twiml(write_document(services.voice.hold(contact)))
    except HotlineError:
        raise
    except Exception:
        log.exception("a hold document could not be made: music alone")
        return _twiml(write_document(Hear((services.prompts.play_music(MUSIC_TIMES),))))


@router.post("/contacts/{token}/{verb}")
def move_caller(token: str, verb: str, request: Genuine, services: Wired) -> Response:
    """The caller left the queue, comes back, joins the room or leaves it."""

    def use(work: RoutingWork, voice: Voice) -> Answer:
        contact = find_contact_by_token(work.uow.session, token)
        match verb:
            case "left":
                result, is_gone = request.get("QueueResult"), is_over(request.get("CallStatus"))
                sid = request.get("CallSid") if is_gone else ""
                return caller_actions.leave_queue(work, voice, contact, result, ended_sid=sid)
            case "resume":
                return caller_actions.resume_call(work, voice, contact)
            case "join":
                return caller_actions.join_caller(work, voice, contact)
            case "callback":
                key = request.read_key()
                return waiting_actions.press_while_waiting(work, voice, contact, key)
            case "topic":
                return caller_actions.choose_topic(work, voice, contact, request.read_key())
            case "message":
                sid = request.read_recording_sid()
                length_s = request.read_count("RecordingDuration", closed_actions.UNTOLD_LENGTH_S)
                return closed_actions.take_message(work, voice, contact, sid, length_s)
            case "rate":
                return caller_actions.ask_how_it_was(work, voice, contact)
            case "rated":
                key = request.read_key()
                return caller_actions.hear_how_it_was(work, voice, contact, key)
            case "room-left":
                is_gone = is_over(request.get("CallStatus"))
                return caller_actions.leave_room(work, voice, contact, is_gone=is_gone)
        raise NotFound(what="path", path=request.path)

    return _answer_call(services, request, use)


@router.post("/legs/{token}/status")
def change_leg_status(token: str, request: Genuine, services: Wired) -> Response:
    """How the call to an agent's phone stands."""

    def use(work: RoutingWork) -> bool:
        leg = find_leg_by_token(work.uow.session, token)
        status, call_sid = request.get("CallStatus"), request.read_sid("CallSid")
        sip_code = request.get("SipResponseCode")
        return agent_actions.change_leg_status(work, leg, status, call_sid, sip_code)

    return _take_fact(services, request, use)


@router.post("/legs/{token}/{verb}")
def guide_agent(token: str, verb: str, request: Genuine, services: Wired) -> Response:
    """An agent's phone was answered, a key pressed, or it is fetched into the room."""

    def use(work: RoutingWork, voice: Voice) -> Answer:
        leg = find_leg_by_token(work.uow.session, token)
        match verb:
            case "answered":
                return agent_actions.answer_leg(work, voice, leg, request.read_sid("CallSid"))
            case "key":
                return agent_actions.press_key(work, voice, leg, request.read_key())
            case "room":
                return agent_actions.enter_room(work, voice, leg)
            case "direct":
                return talk_actions.join_directly(work, voice, leg)
            case "callback":
                return called_back_actions.greet_called_back(work, voice, leg)
            case "callback-key":
                key = request.read_key()
                return called_back_actions.join_called_back(work, voice, leg, key)
            case "room-left":
                return HangUp()
        raise NotFound(what="path", path=request.path)

    return _answer_call(services, request, use)


@router.post("/prompt-calls/{token}/status")
def change_prompt_call_status(token: str, request: Genuine, services: Wired) -> Response:
    """How the call to somebody who reads a prompt stands."""

    def use(work: RoutingWork) -> bool:
        call = find_prompt_call(work.uow.session, token)
        status, call_sid = request.get("CallStatus"), request.get("CallSid")
        return prompt_call_actions.change_status(work.uow, call, status, call_sid)

    return _take_fact(services, request, use)


@router.post("/prompt-calls/{token}/{verb}")
def guide_reader(token: str, verb: str, request: Genuine, services: Wired) -> Response:
    """Somebody who reads a prompt has picked up, pressed a key or read it."""

    def use(work: RoutingWork, voice: Voice) -> Answer:
        call, key = find_prompt_call(work.uow.session, token), request.get("Digits")
        match verb:
            case "answered":
                call_sid = request.require_call_sid()
                return prompt_call_actions.greet_reader(work.uow, voice, call, call_sid)
            case "key":
                return prompt_call_actions.press_to_read(voice, call, key)
            case "heard":
                take = request.read_recording_sid(), request.get("RecordingUrl")
                return prompt_call_actions.hear_reading(work.uow, voice, call, take, key)
            case "choice":
                return prompt_call_actions.choose_take(work.uow, voice, call, key)
        raise NotFound(what="path", path=request.path)

    return _answer_call(services, request, use)


@router.post("/rooms/{token}/events")
def hear_room(token: str, request: Genuine, services: Wired) -> Response:
    """Somebody entered or left a contact's room."""
    event = room_actions.RoomEvent(
        kind=request.get("StatusCallbackEvent"),
        conference_sid=request.get("ConferenceSid"),
        call_sid=request.get("CallSid"),
        label=request.get("ParticipantLabel"),
        sequence=request.read_count("SequenceNumber", room_actions.UNNUMBERED),
        call_status=request.get("ParticipantCallStatus"),
    )

    def use(work: RoutingWork) -> bool:
        contact = find_contact_by_token(work.uow.session, token)
        return room_actions.hear_room(work, contact, event)

    return _take_fact(services, request, use)


@router.post("/rooms/{token}/recording")
def hear_recording(token: str, request: Genuine, services: Wired) -> Response:
    """The recording of a contact's room is complete, or there is none."""
    status, sid = request.get("RecordingStatus"), request.read_recording_sid()
    length_s = request.read_count("RecordingDuration")

    def use(work: RoutingWork) -> bool:
        contact = find_contact_by_token(work.uow.session, token)
        return recording_actions.hear_recording(work.uow, contact, status, sid, length_s)

    return _take_fact(services, request, use)


@router.api_route("/status", methods=BY_NUMBER)
@router.api_route("/status/", methods=BY_NUMBER)
def change_caller_status(request: Genuine, services: Wired) -> Response:
    """The number's own status callback: a caller's call is over."""
    call_sid, status = request.require_call_sid(), request.get("CallStatus")

    def use(work: RoutingWork) -> bool:
        return is_over(status) and caller_actions.end_caller_call(work, call_sid)

    return _take_fact(services, request, use)


def _read_incoming(request: CarrierRequest, services: Services) -> caller_actions.IncomingCall:
    number = request.read_number("From")
    return caller_actions.IncomingCall(
        request.require_call_sid(),
        number,
        services.settings.training,
        is_blocked=look_up_block(services.store, number),
    )


def _answer_call(services: Services, request: CarrierRequest, use: CallUse) -> Response:
    """Run a use case that a live call waits for; whatever happens, the call gets a document."""
    try:
        return _twiml(_answer_once(services, request, use))
    except BadInput:
        raise
    except NotFound:
        return _restart_call(services, request)
    except Exception as error:
        log.exception("a call could not be handled: %s", request.path)
        kept = keep_call(services.voice, request, error)
        return _twiml(write_document(kept)) if kept is not None else _apologise(services, request)


def _answer_once(services: Services, request: CarrierRequest, use: CallUse) -> str:
    return answer_once(
        services.router,
        request,
        lambda work: (write_document(use(work, services.voice)), "applied"),
    )


def _restart_call(services: Services, request: CarrierRequest) -> Response:
    """The token is unknown: a caller starts anew, a called phone is let go."""
    if request.path.startswith(CALLED_PHONES):
        return _twiml(write_document(HangUp()))
    call = _read_incoming(request, services)
    return _answer_call(
        services, request, lambda work, voice: caller_actions.receive_call(work, voice, call)
    )


def _apologise(services: Services, request: CarrierRequest) -> Response:
    if request.path.startswith(CALLED_PHONES):
        note_unguided_phone(services, request)  # the caller behind it waits on, and is offered
        return _twiml(write_document(HangUp()))
    note_unhandled_call(services, request)
    return _twiml(write_document(HangUp(services.voice.say("sorry_call_back", None))))


def _take_fact(services: Services, request: CarrierRequest, use: FactUse) -> Response:
    """Run a use case that only tells us something; a repeat or a late one changes nothing.

    What cannot be taken now is refused: what it would have told is asked of the carrier later.
    """

    def tell(work: RoutingWork) -> tuple[str, str]:
        try:
            verdict = "applied" if use(work) else "ignored"
        except NotFound:
            verdict = "ignored"
        return write_document(Nothing()), verdict

    try:
        answer_once(services.router, request, tell)
    except Exception as error:
        if find_lack(error) is None:
            raise
        log.exception("a fact could not be taken: %s", request.path)
        return Response(status_code=503, headers={"Retry-After": "5"})
    return Response(status_code=204)


def _twiml(document: str) -> Response:
    return Response(document, media_type="text/xml")
