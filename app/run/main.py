"""Builds the application of one web process; `app.run.starting` is how it is started."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from sys import setswitchinterval
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from app.desks.console.after_talk_pages import router as after_talk_router
from app.desks.console.carrier_pages import router as carrier_router
from app.desks.console.pages import router as console_router
from app.desks.console.person_pages import router as person_router
from app.desks.console.person_queries import describe_person
from app.desks.console.presence import HeardConsoles
from app.desks.console.queue_board import make_queue_board
from app.desks.console.recording_pages import describe_recordings
from app.desks.console.recording_pages import router as recordings_router
from app.desks.console.softphone_pages import router as softphone_router
from app.desks.console.supervise_pages import router as supervise_router
from app.desks.console.talk_pages import router as talk_router
from app.desks.console.ticket_pages import router as ticket_router
from app.desks.line.conflict_pages import router as conflicts_router
from app.desks.line.home_pages import router as line_router
from app.desks.line.hours_pages import router as hours_router
from app.desks.line.offer_pages import router as offers_router
from app.desks.line.outside_pages import router as outside_router
from app.desks.line.people_pages import router as people_router
from app.desks.line.rota_pages import router as rota_router
from app.desks.line.rules_pages import router as rules_router
from app.desks.line.step_pages import router as steps_router
from app.desks.line.ticket_pages import router as tickets_router
from app.desks.planning.pages import router as planning_router
from app.desks.reports.pages import router as reports_router
from app.doors.bridge12345.api import router as bridge12345_router
from app.doors.bridge12345.desk_pages import describe_referrals
from app.doors.bridge12345.desk_pages import router as bridge12345_desk_router
from app.doors.chat.api import router as chat_api_router
from app.doors.chat.assist_pages import router as assist_router
from app.doors.chat.desk_pages import describe_messages
from app.doors.chat.desk_pages import router as chat_desk_router
from app.doors.chat.file_pages import router as chat_files_router
from app.doors.chat.first_answer import answer_first
from app.doors.chat.left_pages import router as left_messages_router
from app.doors.chat.pages import router as chat_router
from app.doors.chat.text_wording import TextWording
from app.doors.chat.widget import router as widget_router
from app.doors.webhooks.messages import router as messages_router
from app.doors.webhooks.pages import router as webhooks_router
from app.doors.webhooks.trouble import look_at_spool
from app.hotline.accounts.api import router as live_router
from app.hotline.accounts.attempts import Attempts, Together
from app.hotline.accounts.guard import find_cookie_holder
from app.hotline.accounts.pages import router as accounts_router
from app.hotline.accounts.sessions import COOKIE, SessionSigner
from app.hotline.accounts.sign_in_pages import router as sign_in_router
from app.hotline.answers.api import router as answers_api_router
from app.hotline.answers.book import AnswerBook
from app.hotline.answers.editor import router as editor_router
from app.hotline.answers.pages import router as answers_router
from app.hotline.blocking.pages import router as blocking_router
from app.hotline.callbacks.pages import router as callbacks_router
from app.hotline.prompts.pages import router as studio_router
from app.hotline.services import Services
from app.kit.live.boards import Boards
from app.kit.live.broker import Broker, mark_topics
from app.kit.live.counts import SharedCounts
from app.kit.logs import mask_logs
from app.kit.settings import Settings, read_settings
from app.kit.storage.health import (
    Health,
    HealthCheck,
    find_worst,
    look_at_database,
    look_at_disk,
)
from app.kit.web.asked_hotline import AskedHotline
from app.kit.web.body_limit import BodyLimit
from app.kit.web.bulkheads import Bulkheads, open_doors
from app.kit.web.clean_text import CleanText, refuse_unfit_forms
from app.kit.web.errors import add_error_handlers
from app.kit.web.guards import (
    SecurityHeaders,
    open_policy,
    refuse_foreign_forms,
    refuse_unknown_ids,
)
from app.kit.web.limits import Limits
from app.kit.web.site import Site
from app.kit.web.static import STATIC_ROOT, VersionedFiles
from app.kit.web.trouble_pages import make_trouble_board
from app.kit.web.trouble_pages import router as trouble_router
from app.kit.web.whole_body import WholeBody
from app.run.background import run_in_background
from app.run.wiring import wire

PAGES = (
    sign_in_router,
    accounts_router,
    live_router,
    console_router,
    ticket_router,
    person_router,
    reports_router,
    planning_router,
    recordings_router,
    after_talk_router,
    softphone_router,
    carrier_router,
    blocking_router,
    talk_router,
    supervise_router,
    callbacks_router,
    chat_router,
    chat_desk_router,
    assist_router,
    chat_files_router,
    left_messages_router,
    widget_router,
    bridge12345_desk_router,
    chat_api_router,
    answers_router,
    answers_api_router,
    editor_router,
    studio_router,
    line_router,
    hours_router,
    rules_router,
    rota_router,
    people_router,
    outside_router,
    offers_router,
    conflicts_router,
    steps_router,
    tickets_router,
)

BESIDE_CONTACT = (describe_person, describe_recordings, describe_messages, describe_referrals)

THREAD_SWITCH_S = 0.0005
"""Python's own 5 ms add up for a request of the carrier, which changes threads six times."""


def build() -> FastAPI:
    """The application with the environment's settings, its dispatcher running beside it."""
    settings = read_settings()
    mask_logs(settings.log_level)
    setswitchinterval(THREAD_SWITCH_S)
    return make_app(wire(settings), runs_beside=True, limits=Limits())


def make_app(
    services: Services, *, runs_beside: bool = False, limits: Limits | None = None
) -> FastAPI:
    """The application over ready services; tests and replays run the dispatcher themselves, and
    without `limits` their strangers may ask as often as they like."""
    app = FastAPI(
        title="12348",
        lifespan=_live if runs_beside else None,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    _equip(app, services, limits or Limits(is_on=False))
    add_error_handlers(app)
    _put_guards_before(app, services)
    _add_routes(app, services)
    return app


def _equip(app: FastAPI, services: Services, limits: Limits) -> None:
    """What routes find on the application."""
    settings = services.settings
    app.state.services = services
    app.state.store = services.store
    app.state.site = _make_site(services)
    app.state.answers = AnswerBook(settings.training, settings.data_dir / "answers")
    _answer_late_texts(services, app.state.answers)
    app.state.prompts = services.prompts
    app.state.broker = _make_broker(services)
    app.state.signer = SessionSigner(
        settings.secret_key,
        is_https=_is_https(settings),
        idle_after=timedelta(minutes=settings.idle_after_min),
    )
    app.state.health = _make_health(services)
    app.state.boards = _make_boards(app)
    app.state.beside_contact = BESIDE_CONTACT
    app.state.heard_consoles = HeardConsoles()
    app.state.password_suffices = settings.password_suffices
    app.state.attempts = _make_attempts(services)
    app.state.limits = limits


def _is_https(settings: Settings) -> bool:
    return urlsplit(settings.public_base_url).scheme == "https"


def _put_guards_before(app: FastAPI, services: Services) -> None:
    """Pure ASGI, outside every route; the last one added is met first."""
    signer = app.state.signer
    app.add_middleware(BodyLimit)
    app.add_middleware(CleanText)
    app.add_middleware(
        Bulkheads, limits=app.state.limits, find_staff=partial(_find_staff, services, signer)
    )
    app.add_middleware(
        SecurityHeaders,
        is_https=_is_https(services.settings),
        policies=_open_policies(services),
        frame_sites=services.settings.widget_sites,
    )
    app.add_middleware(
        AskedHotline,
        hotlines=services.hotlines,
        find_staffs=partial(_find_staffs, services, signer),
    )
    app.add_middleware(WholeBody)


def _add_routes(app: FastAPI, services: Services) -> None:
    app.mount("/static", VersionedFiles(directory=STATIC_ROOT))
    services.prompts.folder.mkdir(parents=True, exist_ok=True)
    app.mount("/prompts", StaticFiles(directory=services.prompts.folder, check_dir=False))
    app.add_api_route("/health", _tell_health, include_in_schema=False)
    app.include_router(webhooks_router)
    app.include_router(messages_router)
    app.include_router(bridge12345_router)
    guards = [
        Depends(each) for each in (refuse_foreign_forms, refuse_unknown_ids, refuse_unfit_forms)
    ]
    for router in PAGES:
        app.include_router(router, dependencies=guards)
    app.include_router(trouble_router, dependencies=[*guards, Depends(find_cookie_holder)])


def _find_staff(
    services: Services, signer: SessionSigner, cookies: Mapping[str, str]
) -> str | None:
    """Whose session a cookie of ours names, before the database is asked whether it still holds."""
    claim = signer.read_cookie(cookies.get(COOKIE), services.store.clock.now())
    return f"account {claim.account_id}" if claim else None


def _find_staffs(
    services: Services, signer: SessionSigner, cookies: Mapping[str, str]
) -> int | None:
    """The hotline of who is signed in, told as `_find_staff`."""
    claim = signer.read_cookie(cookies.get(COOKIE), services.store.clock.now())
    return claim.hotline_id if claim else None


def _open_policies(services: Services) -> dict[str, str]:
    """The console may reach the carrier whose telephone it is, and nothing else may."""
    if services.softphone is None or not services.softphone.script:
        return {}
    sources = services.softphone.sources
    return {"/console": open_policy(sources.connect, sources.media)}


def _make_attempts(services: Services) -> Attempts:
    """Several web processes count tries to sign in together, where there is Redis."""
    url = services.settings.redis_url
    together = Together(SharedCounts(url), services.store.vault.index) if url else None
    return Attempts(services.store.clock, together)


def _answer_late_texts(services: Services, answers: AnswerBook) -> None:
    """What was texted while we were away is answered as if it had just come."""
    wording = TextWording(services.catalogues, services.settings.public_base_url)

    def answer(token: str, words: str) -> None:
        book = answers.of_hotline(services.store.hotline_id)
        answer_first(services.store, book, wording, token, words)

    services.late_texts.answer = answer


def _make_site(services: Services) -> Site:
    return Site(
        services.catalogues,
        services.store.clock,
        training=services.settings.training,
        public_host=urlsplit(services.settings.public_base_url).netloc,
    )


def _make_broker(services: Services) -> Broker:
    """Open pages hear of every commit of this process."""
    broker = Broker()
    services.store.listen(lambda done: broker.publish(mark_topics(done.hotline_id, done.topics)))
    return broker


def _make_boards(app: FastAPI) -> Boards:
    """What many pages show alike."""
    site: Site = app.state.site
    boards = Boards(app.state.broker)
    boards.add(make_queue_board(app.state.store, site))
    boards.add(make_trouble_board(app.state.health, site))
    return boards


def _make_health(services: Services) -> HealthCheck:
    health = HealthCheck(services.store.clock)
    folder = services.settings.data_dir
    health.watch("database", lambda: look_at_database(services.store))
    health.watch("disk", lambda: look_at_disk(folder))
    health.watch("unhandled_calls", lambda: look_at_spool(folder))
    return health


async def _tell_health(request: Request) -> JSONResponse:
    """For supervisors and load balancers: whether callers can be taken in, and what is lacking."""
    findings = await request.app.state.health.look_soon()
    worst = find_worst(findings)
    told = {
        "status": worst,
        "parts": {name: found.health for name, found in findings.items()},
        "reasons": {name: found.reason for name, found in findings.items() if found.reason},
    }
    code = HTTPStatus.SERVICE_UNAVAILABLE if worst is Health.DOWN else HTTPStatus.OK
    return JSONResponse(told, code)


@asynccontextmanager
async def _live(app: FastAPI) -> AsyncIterator[None]:
    """Everything that runs beside the requests, for as long as the process lives."""
    open_doors()
    with run_in_background(
        app.state.services, app.state.broker, app.state.answers, app.state.health
    ):
        yield
