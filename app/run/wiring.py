"""The only place that picks real adapters and puts the services of a process together."""

from __future__ import annotations

import random
from functools import partial

from app.doors.bridge12345.matching import FOLLOWERS
from app.doors.chat.text_wording import TextWording
from app.doors.webhooks.homecoming import Homecoming
from app.doors.webhooks.trouble import take_in_spooled
from app.hotline.callbacks import follow_actions
from app.hotline.calls.carrier_watch import CarrierWatch
from app.hotline.calls.control import CallControl
from app.hotline.calls.links import Links
from app.hotline.calls.repair import repair_calls, watch_lines
from app.hotline.calls.talking import recording_actions
from app.hotline.calls.voice import Voice
from app.hotline.dispatch.dispatcher import Dispatcher
from app.hotline.dispatch.facts import CONTACT_MOVED
from app.hotline.dispatch.router import Router
from app.hotline.prompts.speech import Prompts
from app.hotline.ratings import actions as ratings
from app.hotline.services import LateTexts, Services
from app.kit.clock import Clock, parse_clock, read_speed
from app.kit.i18n import Catalogues
from app.kit.settings import Settings
from app.kit.storage.engine import make_engine
from app.kit.storage.hotlines import Hotlines
from app.kit.storage.outbox import Lane
from app.kit.storage.scope import FIRST_HOTLINE
from app.kit.storage.unit_of_work import Store
from app.kit.storage.vault import Vault
from app.run.registers import ALL_DUE_KINDS, ALL_EFFECTS
from app.telephony.port import Carrier
from app.telephony.softphone import SimulatedSoftphone, Softphone
from app.telephony.twilio.client import TwilioCarrier
from app.telephony.twilio.signatures import Signer
from app.telephony.twilio.softphone import TwilioSoftphone

AWAY_AFTER_S = 3.0
"""A deadline that is served so many real seconds late tells that nobody was there to serve it."""


def wire(
    settings: Settings,
    *,
    clock: Clock | None = None,
    carrier: Carrier | None = None,
    chance: random.Random | None = None,
    durable: bool = True,
) -> Services:
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
    router = Router(store)
    hotlines = Hotlines(store, settings.twilio.number)
    carrier = carrier or _make_carrier(settings, hotlines)
    catalogues = Catalogues.load()
    prompts = Prompts(catalogues, settings.data_dir / "prompts", settings.public_base_url)
    links = Links(settings.public_base_url)
    control = CallControl(store, router, carrier, links)
    late_texts = LateTexts()
    return Services(
        settings=settings,
        store=store,
        router=router,
        carrier=carrier,
        catalogues=catalogues,
        prompts=prompts,
        voice=Voice(prompts, links),
        signer=Signer(settings.twilio.auth_token),
        control=control,
        hotlines=hotlines,
        dispatcher=make_dispatcher(store, router, control, settings, late_texts),
        make_dispatcher=partial(make_dispatcher, store, router, control, settings, late_texts),
        late_texts=late_texts,
        softphone=_pick_softphone(settings),
    )


def _make_carrier(settings: Settings, hotlines: Hotlines) -> TwilioCarrier:
    carrier = TwilioCarrier(settings.twilio)
    carrier.find_number = hotlines.find_number
    return carrier


def _pick_softphone(settings: Settings) -> Softphone | None:
    if settings.softphone.is_set:
        return TwilioSoftphone(settings.twilio.account_sid, settings.softphone)
    return SimulatedSoftphone() if settings.is_stand_in_carrier else None


def make_dispatcher(
    store: Store,
    router: Router,
    control: CallControl,
    settings: Settings,
    late_texts: LateTexts,
    hotline_id: int = FIRST_HOTLINE,
) -> Dispatcher:
    """A hotline's dispatcher with every effect of call control and every deadline: who performs and
    serves them is declared with their kinds (`app.run.registers`)."""
    carrier_watch = CarrierWatch(control)
    homecoming = _make_homecoming(control, settings, late_texts)
    means = {
        "store": store,
        "router": router,
        "control": control,
        "calls_back": settings.calls_back,
        "training": settings.training,
        "late_after_s": AWAY_AFTER_S * read_speed(store.clock),
    }

    def repair() -> None:
        take_in_spooled(router, settings.data_dir)
        homecoming.look()
        repair_calls(control)
        carrier_watch.look()

    def watch() -> None:
        homecoming.look()
        watch_lines(control)
        carrier_watch.look(probes_when_quiet=True)

    return Dispatcher(
        store,
        performers={
            kind.name: kind.bind(means) for kind in ALL_EFFECTS.values() if kind.lane is Lane.CALL
        },
        servers={kind.name: kind.bind(means) for kind in ALL_DUE_KINDS.values()},
        repair=repair,
        watch=watch,
        asks_carrier=frozenset(kind.name for kind in ALL_DUE_KINDS.values() if kind.asks_carrier),
        hotline_id=hotline_id,
    )


def _make_homecoming(control: CallControl, settings: Settings, late_texts: LateTexts) -> Homecoming:
    wording = TextWording(Catalogues.load(), settings.public_base_url)
    return Homecoming(control, control.store.clock.now(), late_texts, settings.training, wording)
