"""Which processes make up a hotline on this machine, from its settings.

Looks up binaries and free ports, writes the stand-in carrier's fallback document; nothing is
started here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from app.hotline.prompts.fallback import write_fallback
from app.kit.errors import BadSetting
from app.kit.settings import Settings
from app.run.supervisor import redis_server
from app.run.supervisor.child import Child, Runs, accepts_connections, answers_http, has_accounts
from app.run.supervisor.ports import is_free, take_port
from app.run.supervisor.process import own_python

BACKLOG = 256
KEPT_S = 75
"""So long a connection may rest between two requests: longer than browsers, proxies and carriers
keep theirs unused.  Who ends it first must not be us: a request that is on its way just then is
lost, and a carrier's is a call's."""
"""As `app.kit.web.connections` reckons with: accepted at one go."""
WEB_BACK_AFTER_S = 0.2
"""Callers wait at the carrier meanwhile: the process that answers them comes back at once."""
WEB_SHUTDOWN_S = 3
"""Bounds the web's graceful end: open live streams would block it for ever."""
WEB_FACTORY = "app.run.starting:build"
FALLBACK_NAME = "fallback.xml"
LOCAL_HOSTS = {None, "", "localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Installation:
    """The children in order of start, and what to tell the person who started them."""

    children: tuple[Child, ...]
    notices: tuple[str, ...]


def plan_installation(settings: Settings, *, demo: bool) -> Installation:
    """The processes that `settings` call for; with `demo` also the training morning.

    Raises BadSetting when the port is taken or no Redis server can be found.
    """
    if not is_free(settings.port):
        raise BadSetting(
            place="PORT",
            reason=f"port {settings.port} is taken: stop what uses it, or PORT=… scripts/run",
        )
    shared: dict[str, str] = {}
    servers: list[Child] = []
    if not settings.redis_url:
        servers.append(_redis(settings.data_dir, shared))
    if settings.own_carrier:
        servers.append(_carrier(settings, shared))
    training = demo and settings.own_carrier and is_local(settings.database_url)
    if training and settings.is_reachable:
        raise BadSetting(
            place="HOST, PUBLIC_BASE_URL",
            reason="the demonstration's sign-ins are known to all, so it is for this machine"
            " alone: leave these out, or scripts/run --no-demo",
        )
    if training:
        shared["HOTLINE_TRAINING"] = "1"
    children = [*servers, *_hotline(settings, shared)]
    if training:
        children.append(_training(settings, shared))
    return Installation(tuple(children), tuple(_notices(settings, training=training)))


def is_local(database_url: str) -> bool:
    """Whether the database is on this machine: only there may a training hotline be loaded."""
    parts = urlsplit(database_url)
    return parts.scheme.startswith("sqlite") or parts.hostname in LOCAL_HOSTS


def _redis(data_dir: Path, shared: dict[str, str]) -> Child:
    socket = redis_server.choose_socket(data_dir)
    shared["REDIS_URL"] = redis_server.redis_url(socket)
    command = redis_server.redis_command(redis_server.find_redis_server(), socket)
    return Child("redis", command, is_ready=accepts_connections(socket), foundation=True)


def _carrier(settings: Settings, shared: dict[str, str]) -> Child:
    port = take_port()
    shared["TWILIO_ACCOUNT_SID"] = settings.twilio.account_sid
    shared["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{port}"
    fallback = settings.data_dir / FALLBACK_NAME
    fallback.write_text(write_fallback(settings.public_base_url), encoding="utf-8")
    command = own_python(*("-m", "app.gateway", "--port", str(port), "--fallback", str(fallback)))
    return Child("carrier", command, foundation=True)  # comes up while the database migrates


def _hotline(settings: Settings, shared: dict[str, str]) -> list[Child]:
    """The hotline's own processes: the migration alone, then the web, then the worker."""
    web = serve(WEB_FACTORY, settings)
    migrate = own_python("-m", "app.run.cli", "migrate")
    is_ready = answers_http(settings.host, settings.port, "/sign-in")
    return [
        Child("migrate", migrate, shared, runs=Runs.BEFORE_THE_REST, ready_within_s=300),
        Child("web", web, shared, is_ready, ready_within_s=180, back_after_s=WEB_BACK_AFTER_S),
        Child("worker", own_python("-m", "app.run.worker"), shared),
    ]


def serve(factory: str, settings: Settings) -> tuple[str, ...]:
    """The command that serves what `factory` (module:function) makes, as our web is served."""
    return own_python(
        *("-m", "uvicorn", factory, "--factory"),
        *("--host", settings.host, "--port", str(settings.port)),
        *("--timeout-graceful-shutdown", str(WEB_SHUTDOWN_S)),
        *("--log-level", settings.log_level.lower(), "--no-access-log"),
        *("--http", "app.kit.web.connections:BoundedProtocol", "--backlog", str(BACKLOG)),
        *("--timeout-keep-alive", str(KEPT_S)),
        *_proxy_arguments(settings),
    )


def _proxy_arguments(settings: Settings) -> tuple[str, ...]:
    """Whose word is taken for the address that asks: nobody's, unless a proxy is named."""
    if not settings.trusted_proxies:
        return ("--no-proxy-headers",)
    return ("--forwarded-allow-ips", ",".join(settings.trusted_proxies))


def _training(settings: Settings, shared: dict[str, str]) -> Child:
    """Ready, so that nobody is told to come in before, when its people can sign in."""
    return Child(
        "training",
        own_python("-m", "app.run.cli", "training"),
        shared,
        is_ready=has_accounts(settings.database_url),
        ready_within_s=180,
        runs=Runs.ONCE,
    )


def _notices(settings: Settings, *, training: bool) -> list[str]:
    notices = [f"ready: {settings.public_base_url}"]
    if not settings.own_carrier:
        notices.append(f"Twilio's voice webhook: POST {settings.public_base_url}/twilio/voice")
    if training:
        notices.append("training: made-up callers only; sign-ins are listed by `training` below")
    return notices
