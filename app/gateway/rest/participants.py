"""Participants of a conference: create (dial in), fetch, list, update, delete (put out)."""

from __future__ import annotations

from app.gateway.core.addresses import Source
from app.gateway.core.announcements import announce
from app.gateway.core.conference_controls import (
    kick_participant,
    set_coaching,
    set_end_on_exit,
    set_hold,
    set_muted,
)
from app.gateway.core.conference_records import ConferenceRoom, Participant
from app.gateway.core.exchange import Exchange
from app.gateway.core.placing import CallOrder, place_call
from app.gateway.core.records import CallStatus, Direction
from app.gateway.core.verbs.meeting import join_by_order
from app.gateway.core.verbs.performing import DocumentPerformer
from app.gateway.rest.answers import (
    Json,
    RestAnswer,
    account_path,
    answer_page,
    read_page,
    write_instant,
)
from app.gateway.rest.call_orders import read_callback
from app.gateway.rest.calls import find_call
from app.gateway.rest.conferences import find_conference
from app.gateway.rest.errors import not_found
from app.gateway.rest.forms import Form
from app.gateway.rest.participant_orders import UNSUPPORTED, read_noun

_SHOWN_STATUS = {
    CallStatus.QUEUED: "queued",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "connected",
    CallStatus.COMPLETED: "complete",
}


def create_participant(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Call a telephone and bring it into the conference, which need not exist yet."""
    key = args["conference"]
    known = exchange.conferences.get(key)
    noun = read_noun(form, known.name if known is not None else key)
    order = CallOrder(
        direction=Direction.OUTBOUND_API,
        to_number=form.address("To", 21211),
        from_number=form.address("From", 21212),
        timeout_s=form.whole("Timeout", 60, 1, 600),
        callback=read_callback(form),
    )
    form.flag("EarlyMedia", default=True)
    form.finish(*UNSUPPORTED)
    call = place_call(
        exchange, order, DocumentPerformer(), lambda session: join_by_order(session, noun)
    )
    shown = Participant(
        call=call,
        label=noun.label,
        joined_at=exchange.now,
        updated_at=exchange.now,
        starts_on_enter=noun.starts_on_enter,
        ends_on_exit=noun.ends_on_exit,
        is_muted=noun.is_muted,
        coaches_sid=noun.coach,
        is_coaching=bool(noun.coach),
    )
    sid = known.sid if known is not None else None
    return RestAnswer(201, _show(exchange, sid, shown))


def fetch_participant(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    conference, participant = _find(exchange, args)
    return RestAnswer(200, _show(exchange, conference.sid, participant))


def list_participants(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Those who are in at present."""
    conference = find_conference(exchange, args["conference"])
    page = read_page(form)
    flags = {name: form.text(name).lower() for name in ("Muted", "Hold", "Coaching")}
    form.finish()
    found = [
        participant
        for participant in conference.participants
        if flags["Muted"] in ("", _word(participant.is_muted))
        and flags["Hold"] in ("", _word(participant.is_held))
        and flags["Coaching"] in ("", _word(participant.is_coaching))
    ]
    path = f"{account_path(exchange)}/Conferences/{conference.sid}/Participants.json"
    filters = [pair for pair in flags.items() if pair[1]]
    shown = page.show(found, lambda one: _show(exchange, conference.sid, one))
    return answer_page("participants", shown, path, filters)


def update_participant(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    """Mute, hold, coach, or change what its leaving does."""
    conference, participant = _find(exchange, args)
    is_muted = form.flag("Muted", default=participant.is_muted)
    is_held = form.flag("Hold", default=participant.is_held)
    hold_url, hold_method = form.url("HoldUrl"), form.method("HoldMethod")
    is_coaching = form.flag("Coaching", default=participant.is_coaching)
    coached_sid = form.text("CallSidToCoach", participant.coaches_sid)
    ends = form.flag("EndConferenceOnExit", default=participant.ends_on_exit)
    announce_url, announce_method = form.url("AnnounceUrl"), form.method("AnnounceMethod")
    form.finish("WaitUrl", "WaitMethod", "BeepOnExit")
    if announce_url:
        announce(exchange, conference, [participant], announce_url, announce_method)
    coached_sid = coached_sid if is_coaching else ""
    if is_coaching:
        find_call(exchange, coached_sid)
    set_end_on_exit(exchange, conference, participant, ends=ends)
    set_muted(exchange, conference, participant, is_muted=is_muted)
    if coached_sid != participant.coaches_sid:
        set_coaching(exchange, conference, participant, coached_sid)
    music = Source(hold_url, hold_method) if hold_url else None
    set_hold(exchange, conference, participant, is_held=is_held, music=music)
    return RestAnswer(200, _show(exchange, conference.sid, participant))


def delete_participant(exchange: Exchange, args: dict[str, str], form: Form) -> RestAnswer:
    form.finish()
    _, participant = _find(exchange, args)
    kick_participant(participant, "participant_updated_via_api")
    return RestAnswer(204, None)


def _find(exchange: Exchange, args: dict[str, str]) -> tuple[ConferenceRoom, Participant]:
    conference = find_conference(exchange, args["conference"])
    key = args["participant"]
    for participant in conference.participants:
        if key == participant.call.sid or (key and key == participant.label):
            return conference, participant
    raise not_found(f"Conferences/{conference.sid}/Participants/{key}")


def _show(exchange: Exchange, conference_sid: str | None, participant: Participant) -> Json:
    call = participant.call
    path = f"{account_path(exchange)}/Conferences/{conference_sid}/Participants/{call.sid}.json"
    return {
        "account_sid": exchange.account.sid,
        "call_sid": call.sid,
        "conference_sid": conference_sid,
        "label": participant.label or None,
        "call_sid_to_coach": participant.coaches_sid or None,
        "coaching": participant.is_coaching,
        "muted": participant.is_muted,
        "hold": participant.is_held,
        "start_conference_on_enter": participant.starts_on_enter,
        "end_conference_on_exit": participant.ends_on_exit,
        "status": _SHOWN_STATUS.get(call.status, "failed"),
        "queue_time": "0",
        "date_created": write_instant(participant.joined_at),
        "date_updated": write_instant(participant.updated_at),
        "uri": path,
    }


def _word(value: bool) -> str:
    return "true" if value else "false"
