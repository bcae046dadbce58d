"""The only reader of the environment: every setting of a process in one frozen value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from app.errors import BadSetting

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
STAND_IN_ACCOUNT = "AC" + "0" * 32
CARRIER_VARIABLES = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_BASE_URL")


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """Account and addresses of the carrier; `api_base_url` empty means Twilio's own."""

    account_sid: str
    auth_token: str
    number: str
    api_base_url: str = ""


@dataclass(frozen=True, slots=True)
class SoftphoneSettings:
    """Twilio's keys for telephones in browsers; all three, or there are none."""

    api_key: str = ""
    api_secret: str = ""
    twiml_app: str = ""

    @property
    def is_set(self) -> bool:
        """Whether browsers can be telephones at Twilio."""
        return bool(self.api_key)


@dataclass(frozen=True, slots=True)
class BridgeSettings:
    """The bridge to 12345: closed without a secret; nothing is pushed without `callback_url`.

    The first of `secrets` signs what we send; a request signed with any of them is genuine, so
    that a secret can be changed without a gap. `window_s`: how far a referral and its call may
    lie apart.
    """

    secrets: tuple[str, ...] = ()
    callback_url: str = ""
    window_s: int = 2 * 3600


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process of the hotline needs to know of its surroundings.

    `public_base_url` is the address that the carrier calls and signs, without a final slash.
    `secret_key` seals personal data and signs sessions: 32 bytes or more, base64 or any text.
    `own_carrier`: the environment names no carrier, so the supervisor starts the stand-in.
    `host` is where the web listens; beyond this machine only behind a TLS proxy.
    `calls_back`: whom we missed is rung by itself; without it people are asked to.
    `widget_sites` are the origins of the websites that may show the chat on their pages.
    `training` shows drafts and placeholder recordings, marked (never in real use).
    """

    database_url: str
    redis_url: str
    port: int
    public_base_url: str
    twilio: TwilioSettings
    secret_key: str
    data_dir: Path
    training: bool = False
    calls_back: bool = True
    clock_spec: str = ""
    own_carrier: bool = True
    host: str = "127.0.0.1"
    log_level: str = "INFO"
    bridge12345: BridgeSettings = BridgeSettings()
    softphone: SoftphoneSettings = SoftphoneSettings()
    widget_sites: tuple[str, ...] = ()

    @property
    def is_stand_in_carrier(self) -> bool:
        """Whether the carrier is our own stand-in: nobody has named an account elsewhere."""
        return self.twilio.account_sid == STAND_IN_ACCOUNT


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings from `environ` (default: the process's, over the project's `.env`).

    Raises BadSetting with the variable's name when a value cannot be used.
    """
    env = {k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None}
    env |= os.environ if environ is None else environ
    data_dir = Path(env.get("HOTLINE_DATA_DIR") or ROOT / "var").resolve()
    port = _number(env, "PORT", 8000)
    return Settings(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'hotline.db'}",
        redis_url=env.get("REDIS_URL", ""),
        port=port,
        public_base_url=_base_url(env, "PUBLIC_BASE_URL", f"http://127.0.0.1:{port}"),
        twilio=_twilio(env),
        secret_key=env.get("HOTLINE_SECRET_KEY") or _kept_secret(data_dir),
        data_dir=data_dir,
        training=env.get("HOTLINE_TRAINING", "") == "1",
        calls_back=env.get("HOTLINE_CALLS_BACK", "1") != "0",
        clock_spec=env.get("HOTLINE_CLOCK", ""),
        own_carrier=not any(env.get(name) for name in CARRIER_VARIABLES),
        host=env.get("HOST") or "127.0.0.1",
        log_level=env.get("HOTLINE_LOG_LEVEL", "INFO"),
        bridge12345=_bridge(env),
        softphone=_softphone(env),
        widget_sites=_origins(env, "HOTLINE_WIDGET_SITES"),
    )


def environment_with(extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that we start: our own, with `extra` over it."""
    return {**os.environ, **extra}


def _twilio(env: Mapping[str, str]) -> TwilioSettings:
    """Twilio's settings; without them the stand-in carrier's own account is meant."""
    return TwilioSettings(
        account_sid=env.get("TWILIO_ACCOUNT_SID") or STAND_IN_ACCOUNT,
        auth_token=env.get("TWILIO_AUTH_TOKEN") or "stand-in-carrier",
        number=env.get("TWILIO_NUMBER") or "+8612348",
        api_base_url=_base_url(env, "TWILIO_API_BASE_URL", ""),
    )


def _softphone(env: Mapping[str, str]) -> SoftphoneSettings:
    names = ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_TWIML_APP")
    values = [env.get(name, "") for name in names]
    if any(values) and not all(values):
        missing = next(name for name in names if not env.get(name))
        raise BadSetting(place=missing, reason="the phone in the browser needs all three keys")
    return SoftphoneSettings(*values)


def _bridge(env: Mapping[str, str]) -> BridgeSettings:
    name = "BRIDGE12345_SECRET"
    secrets = tuple(filter(None, (part.strip() for part in env.get(name, "").split(","))))
    if any(len(secret) < SHORTEST_SECRET for secret in secrets):
        raise BadSetting(place=name, reason=f"shorter than {SHORTEST_SECRET} characters")
    return BridgeSettings(
        secrets=secrets,
        callback_url=_base_url(env, "BRIDGE12345_CALLBACK_URL", ""),
        window_s=60 * _number(env, "BRIDGE12345_WINDOW_MIN", 120),
    )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name) or default)
    except ValueError as error:
        raise BadSetting(place=name, reason=f"not a whole number: {env[name]!r}") from error


def _base_url(env: Mapping[str, str], name: str, default: str) -> str:
    url = (env.get(name) or default).rstrip("/")
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise BadSetting(place=name, reason=f"not an http(s) address: {url!r}")
    return url


def _origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Origins ("https://www.example.gov.cn") apart by spaces or commas, nothing behind them."""
    sites = tuple(env.get(name, "").replace(",", " ").split())
    for site in sites:
        parts = urlsplit(site)
        if f"{parts.scheme}://{parts.netloc}" != site or parts.scheme not in {"http", "https"}:
            raise BadSetting(place=name, reason=f"not an origin: {site!r}")
        if any(letter in site for letter in "*;'\""):
            raise BadSetting(place=name, reason=f"not an origin: {site!r}")
    return sites


def _kept_secret(data_dir: Path) -> str:
    """The machine's own key, made once and readable by its owner alone."""
    path = data_dir / "secret.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex())
    return path.read_text().strip()
