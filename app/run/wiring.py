"""The only place that picks real adapters and puts the parts of a process together."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from app.desks.console.presence import CONSOLE_LOST, lose_console
from app.doors.bridge12345.actions import AWAITED, call_back_unheard
from app.doors.bridge12345.matching import FOLLOWERS
from app.doors.bridge12345.pushing import RECONCILE, push_again, reconcile
from app.doors.bridge12345.steps import PUSH_AGAIN
from app.doors.chat.text_wording import TextWording
from app.doors.webhooks.homecoming import Homecoming
from app.doors.webhooks.retention import SWEEP, owe_sweep
from app.doors.webhooks.trouble import take_in_spooled
from app.hotline.answers.reviews import REVIEWS_DUE, remind_of_reviews
from app.hotline.callbacks import follow_actions
from app.hotline.callbacks.actions import CALL_BACK
from app.hotline.callbacks.ringing_actions import call_back
from app.hotline.calls import recording_actions
from app.hotline.calls.caller_actions import end_unheard_message
from app.hotline.calls.carrier_watch import CarrierWatch
from app.hotline.calls.closed_actions import MESSAGE_AWAITED
from app.hotline.calls.control import CallControl
from app.hotline.calls.ending import end_calls, end_leg, stop_ringing
from app.hotline.calls.line_actions import LINE_END
from app.hotline.calls.links import Links
from app.hotline.calls.moving import (
    ask_rating,
    bring_agents_in,
    bring_caller_in,
    check_joining,
    return_caller,
    send_away,
)
from app.hotline.calls.placing import look_up_leg, ring_agents
from app.hotline.calls.prompt_call_performers import look_at_prompt_call, ring_for_prompt
from app.hotline.calls.recording_actions import RECORDING_LOOK
from app.hotline.calls.recording_performers import (
    look_for_recordings,
    pace_recording,
    stop_recording,
)
from app.hotline.calls.repair import check_line_end, repair_calls, watch_lines
from app.hotline.calls.talk_actions import LEG_JOIN
from app.hotline.calls.talk_performers import (
    check_leg_joining,
    mix_leg,
    resume_caller,
    ring_leg,
)
from app.hotline.calls.voice import Voice
from app.hotline.dispatch.actions import reach_deadline
from app.hotline.dispatch.deadlines import DUTY, JOIN
from app.hotline.dispatch.desk import Desk
from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.facts import CONTACT_MOVED
from app.hotline.dispatch.performing import Performer
from app.hotline.dispatch.serving import Server
from app.hotline.dispatch.unserved import SERVE_DEADLINE, serve_deadline
from app.hotline.duty.actions import change_duty
from app.hotline.parts import LateTexts, Parts
from app.hotline.prompts import phone_actions
from app.hotline.prompts.speech import Prompts
from app.hotline.ratings import actions as ratings
from app.hotline.ratings.actions import RATING_TEXT, owe_rating_text
from app.kit.clock import Clock, parse_clock, read_speed
from app.kit.i18n import Catalogues
from app.kit.settings import Settings
from app.kit.storage.engine import make_engine
from app.kit.storage.house import Hotlines
from app.kit.storage.outbox import Owed
from app.kit.storage.scope import FIRST_HOTLINE
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.telephony.port import Carrier
from app.telephony.softphone import SimulatedSoftphone, Softphone
from app.telephony.twilio.client import TwilioCarrier
from app.telephony.twilio.signatures import Signer
from app.telephony.twilio.softphone import TwilioSoftphone
from routing.model import DeadlineKind

AWAY_AFTER_S = 3.0
"""A deadline that is served so many real seconds late tells that nobody was there to serve it."""


def wire(
    settings: Settings,
    *,
    clock: Clock | None = None,
    carrier: Carrier | None = None,
    chance: random.Random | None = None,
    durable: bool = True,
) -> Parts:
    """Put a process together; tests and replays hand in their own clock, carrier and chance."""
    engine = make_engine(settings.database_url, durable=durable)
    store = Store(
        engine, clock or parse_clock(settings.clock_spec), Vault(settings.secret_key), chance
    )
    for kind, settle in follow_actions.FOLLOWERS.items():
        store.follow(kind, settle)
    is_bridged = any(each.secrets for each in settings.bridges.values())
    for kind, follower in FOLLOWERS.items() if is_bridged else ():
        store.follow(kind, follower)
    store.follow(CONTACT_MOVED, ratings.follow_ending)
    store.follow(CONTACT_MOVED, recording_actions.follow_ending)
    desk = Desk(store)
    house = Hotlines(store, settings.twilio.number)
    carrier = carrier or _make_carrier(settings, house)
    catalogues = Catalogues.load()
    prompts = Prompts(catalogues, settings.data_dir / "prompts", settings.public_base_url)
    links = Links(settings.public_base_url)
    control = CallControl(store, desk, carrier, links)
    late_texts = LateTexts()
    return Parts(
        settings=settings,
        store=store,
        desk=desk,
        carrier=carrier,
        catalogues=catalogues,
        prompts=prompts,
        voice=Voice(prompts, links),
        signer=Signer(settings.twilio.auth_token),
        control=control,
        house=house,
        dispatcher=make_dispatcher(store, desk, control, settings, late_texts),
        make_dispatcher=partial(make_dispatcher, store, desk, control, settings, late_texts),
        late_texts=late_texts,
        softphone=_pick_softphone(settings),
    )


def _make_carrier(settings: Settings, house: Hotlines) -> TwilioCarrier:
    carrier = TwilioCarrier(settings.twilio)
    carrier.find_number = house.find_number
    return carrier


def _pick_softphone(settings: Settings) -> Softphone | None:
    if settings.softphone.is_set:
        return TwilioSoftphone(settings.twilio.account_sid, settings.softphone)
    return SimulatedSoftphone() if settings.is_stand_in_carrier else None


def make_dispatcher(
    store: Store,
    desk: Desk,
    control: CallControl,
    settings: Settings,
    late_texts: LateTexts,
    hotline_id: int = FIRST_HOTLINE,
) -> Dispatcher:
    """A hotline's dispatcher with every effect of call control and every deadline it serves."""

    carrier_watch = CarrierWatch(control)
    homecoming = _make_homecoming(control, settings, late_texts)

    def ring_by_itself(callback_id: int) -> None:
        if settings.calls_back:
            with desk.write() as work:
                call_back(work, callback_id)

    def serve_duty() -> None:
        with desk.write() as work:
            change_duty(work)

    def repair() -> None:
        take_in_spooled(desk, settings.data_dir)
        homecoming.look()
        repair_calls(control)
        carrier_watch.look()

    def watch() -> None:
        homecoming.look()
        watch_lines(control)
        carrier_watch.look(probes_when_quiet=True)

    def lose(agent_id: int) -> None:
        with desk.write() as work:
            lose_console(work, agent_id)

    asking = _serve_by_asking(control)
    return Dispatcher(
        store,
        list_performers(control),
        servers=_serve_engine(store, desk)
        | asking
        | {
            DUTY: lambda _: serve_duty(),
            CALL_BACK: ring_by_itself,
            CONSOLE_LOST: lose,
            SWEEP: lambda _: owe_sweep(store),
            REVIEWS_DUE: lambda _: remind_of_reviews(store),
            RATING_TEXT: partial(owe_rating_text, store),
        }
        | _serve_bridge(store, settings)
        | _serve_closed_line(desk),
        repair=repair,
        watch=watch,
        asks_carrier=frozenset(asking),
        hotline_id=hotline_id,
    )


def _serve_by_asking(control: CallControl) -> dict[str, Server]:
    """The deadlines at which the carrier is asked."""
    return {
        "leg_look_up": partial(look_up_leg, control),
        JOIN: partial(check_joining, control),
        LEG_JOIN: partial(check_leg_joining, control),
        LINE_END: partial(check_line_end, control),
        RECORDING_LOOK: partial(look_for_recordings, control),
        phone_actions.LOOK: partial(look_at_prompt_call, control),
    }


def _make_homecoming(control: CallControl, settings: Settings, late_texts: LateTexts) -> Homecoming:
    wording = TextWording(Catalogues.load(), settings.public_base_url)
    return Homecoming(control, control.store.clock.now(), late_texts, settings.training, wording)


def _serve_engine(store: Store, desk: Desk) -> dict[str, Server]:
    """The deadlines of the engine; one that is served late was due while we were away."""
    late_after_s = AWAY_AFTER_S * read_speed(store.clock)

    def serve(kind: DeadlineKind, subject_id: int) -> None:
        with desk.write() as work:
            reach_deadline(work, kind, subject_id, late_after_s)

    return {kind.value: partial(serve, kind) for kind in DeadlineKind}


def _serve_bridge(store: Store, settings: Settings) -> dict[str, Server]:
    """The deadlines of the bridge to 12345."""

    def call_back(referral_id: int) -> None:
        with store.write() as uow:
            call_back_unheard(uow, referral_id, training=settings.training)

    return {
        AWAITED: call_back,
        PUSH_AGAIN: lambda referral_id: push_again(store, referral_id),
        RECONCILE: lambda _: reconcile(store),
    }


def _serve_closed_line(desk: Desk) -> dict[str, Server]:
    """The one deadline of a caller who hung up at the closed line."""

    def end_unheard(contact_id: int) -> None:
        with desk.write() as work:
            end_unheard_message(work, contact_id)

    return {MESSAGE_AWAITED: end_unheard}


def list_performers(control: CallControl) -> dict[str, Performer]:
    """Who performs which effect of call control."""
    performers: dict[str, Callable[[CallControl, Owed], None]] = {
        "ring_agents": ring_agents,
        "stop_ringing": stop_ringing,
        "bring_agents_in": bring_agents_in,
        "bring_caller_in": bring_caller_in,
        "end_calls": end_calls,
        "end_leg": end_leg,
        "return_caller": return_caller,
        "send_away": send_away,
        "ask_rating": ask_rating,
        "pace_recording": pace_recording,
        "stop_recording": stop_recording,
        "mix_leg": mix_leg,
        "resume_caller": resume_caller,
        "ring_leg": ring_leg,
        SERVE_DEADLINE: lambda control, effect: serve_deadline(control.store, effect),
        phone_actions.RING: ring_for_prompt,
    }
    return {kind: partial(perform, control) for kind, perform in performers.items()}
