"""The only reader of the environment: every setting of a process in one frozen value."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from app.kit.errors import BadSetting

ROOT = Path(__file__).resolve().parents[2]
SHORTEST_SECRET = 32
SHORTEST_CARRIER_SECRET = 16
"""A gateway's token is chosen by people; Twilio's own have 32 characters."""
FEWEST_LETTERS = 8
"""A secret of fewer different characters is a placeholder, not drawn by chance."""
PLACEHOLDERS = (
    *("stand-in", "changeme", "change-me", "change_", "change ", "change-this", "example"),
    *(
        "placeholder",
        "please",
        "replace",
        "your_",
        "your-",
        "your ",
        "insecure",
        "default",
        "dummy",
    ),
    *("password", "passphrase", "secret-", "secret_", "secret ", "supersecret", "secretkey"),
    *("dummy", "auth_token", "auth-token", "not-use", "goes-here", "goes_here", "goes here"),
)
"""What stands where somebody shall write a secret, and in the ones that are printed in manuals."""
ROWS = (
    "0123456789",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
SHORTEST_RUN = 6
"""So many keys in a row, or a letter repeated, are not drawn by chance."""
_LETTER_AGAIN = re.compile(r"(.)\1{5,}")
LONGEST_IDLE_MIN = 12 * 60
DEFAULT_KEPT_DAYS, FEWEST_KEPT_DAYS, LONGEST_KEPT_DAYS = 30, 7, 3650
STAND_IN_ACCOUNT = "AC" + "0" * 32


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
    `trusted_proxies` are addresses or networks whose `X-Forwarded-For` names who asks.
    `training` shows drafts and placeholder recordings, marked (never in real use).
    `idle_after_min`: a sign-in in which nobody does anything ends after so many minutes.
    `kept_days`: what only recovery needs (`app.doors.webhooks.retention`) is kept so long.
    `exposed_by`: the variable by which others than the people at this machine can reach us.
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
    further_bridges: Mapping[int, BridgeSettings] = field(default_factory=dict)
    softphone: SoftphoneSettings = SoftphoneSettings()
    widget_sites: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    exposed_by: str = ""
    idle_after_min: int = 30
    kept_days: int = DEFAULT_KEPT_DAYS

    @property
    def bridges(self) -> dict[int, BridgeSettings]:
        """The bridge of every hotline, by its number; the first one's is `bridge12345`."""
        return {1: self.bridge12345, **self.further_bridges}

    @property
    def carrier_login(self) -> tuple[str, str]:
        """Account and token, as the carrier's REST interface asks for them."""
        return self.twilio.account_sid, self.twilio.auth_token

    @property
    def is_stand_in_carrier(self) -> bool:
        """Whether the carrier is our own stand-in: nobody has named an account elsewhere."""
        return self.twilio.account_sid == STAND_IN_ACCOUNT

    @property
    def is_reachable(self) -> bool:
        """Whether others than this machine can open our pages."""
        public_host = urlsplit(self.public_base_url).hostname
        return not (is_this_machine(self.host) and is_this_machine(public_host))

    @property
    def password_suffices(self) -> bool:
        """Whether nobody is asked to set up a second factor: the training of made-up people,
        which meets no carrier and which only this machine can open."""
        carrier_host = urlsplit(self.twilio.api_base_url).hostname
        is_alone = self.is_stand_in_carrier and is_this_machine(carrier_host or "localhost")
        return self.training and is_alone and not (self.exposed_by or self.is_reachable)


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings from `environ` (default: the process's, over the project's `.env`).

    Raises BadSetting with the variable's name when a value cannot be used.
    """
    env = {k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None}
    env |= os.environ if environ is None else environ
    _refuse_missing_secrets(env)
    data_dir = Path(env.get("HOTLINE_DATA_DIR") or ROOT / "var").resolve()
    port = _number(env, "PORT", 8000)
    return Settings(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{data_dir / 'hotline.db'}",
        redis_url=env.get("REDIS_URL", ""),
        port=port,
        public_base_url=_base_url(env, "PUBLIC_BASE_URL", f"http://127.0.0.1:{port}"),
        twilio=_twilio(env, data_dir),
        secret_key=_read_secret_key(env) or _kept_secret(data_dir / "secret.key"),
        data_dir=data_dir,
        training=env.get("HOTLINE_TRAINING", "") == "1",
        calls_back=env.get("HOTLINE_CALLS_BACK", "1") != "0",
        clock_spec=env.get("HOTLINE_CLOCK", ""),
        own_carrier=not (env.get("TWILIO_ACCOUNT_SID") or env.get("TWILIO_API_BASE_URL")),
        host=env.get("HOST") or "127.0.0.1",
        log_level=env.get("HOTLINE_LOG_LEVEL", "INFO"),
        bridge12345=_bridge(env),
        further_bridges=_further_bridges(env),
        softphone=_softphone(env),
        widget_sites=_origins(env, "HOTLINE_WIDGET_SITES"),
        trusted_proxies=_networks(env, "HOTLINE_TRUSTED_PROXIES"),
        exposed_by=_find_exposure(env),
        idle_after_min=_in_range(env, "HOTLINE_IDLE_MIN", 30, 1, LONGEST_IDLE_MIN, "minutes"),
        kept_days=_in_range(
            env, "HOTLINE_KEPT_DAYS", DEFAULT_KEPT_DAYS, FEWEST_KEPT_DAYS, LONGEST_KEPT_DAYS, "days"
        ),
    )


def environment_with(extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process that we start: our own, with `extra` over it."""
    return {**os.environ, **extra}


def is_this_machine(host: str | None) -> bool:
    """Whether an address or a name reaches this machine alone."""
    host = (host or "").lower().strip("[]")
    if host == "localhost" or host.endswith(".localhost"):  # RFC 6761
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names_carrier(env: Mapping[str, str]) -> bool:
    """Whether somebody else's carrier is meant: an account or an address that is not the
    stand-in's (its own processes are told both by the supervisor)."""
    sid = env.get("TWILIO_ACCOUNT_SID")
    return sid != STAND_IN_ACCOUNT if sid else bool(env.get("TWILIO_API_BASE_URL"))


def _find_exposure(env: Mapping[str, str]) -> str:
    """The variable by which others than the people at this machine can reach us, or ""."""
    if _names_carrier(env):
        return "TWILIO_ACCOUNT_SID" if env.get("TWILIO_ACCOUNT_SID") else "TWILIO_API_BASE_URL"
    public = env.get("PUBLIC_BASE_URL")
    if public and not is_this_machine(urlsplit(public).hostname):
        return "PUBLIC_BASE_URL"
    host = env.get("HOST")
    return "HOST" if host and not is_this_machine(host) else ""


def _refuse_missing_secrets(env: Mapping[str, str]) -> None:
    """No secret has a default once a stranger can reach us (B112)."""
    exposed_by = _find_exposure(env)
    for name in ("TWILIO_AUTH_TOKEN", "HOTLINE_SECRET_KEY") if exposed_by else ():
        if not env.get(name, "").strip():
            reason = (
                f"must be set, because {exposed_by} is: a long one, made by chance, of which"
                " you keep a copy (python3 -c 'import secrets; print(secrets.token_hex(32))')"
            )
            if name == "TWILIO_AUTH_TOKEN":
                reason = f"must be set, because {exposed_by} is: it proves who calls us"
            raise BadSetting(place=name, reason=reason)


def _check_secret(name: str, value: str, shortest: int = SHORTEST_SECRET) -> str:
    """The value if it can be a secret; raises BadSetting for one that can be guessed (B112)."""
    if not value.strip():
        raise BadSetting(place=name, reason="blank: leave the variable out, or set a secret")
    if len(value) < shortest:
        raise BadSetting(place=name, reason=f"shorter than {shortest} characters")
    if not value.isascii():
        raise BadSetting(place=name, reason="not of plain letters and figures, drawn by chance")
    if any(each in value.lower() for each in PLACEHOLDERS) or _is_regular(value.lower()):
        raise BadSetting(place=name, reason="a placeholder, which anybody can guess")
    return value


def _is_regular(value: str) -> bool:
    """Whether it is a few letters, a piece said again, or rows of keys and little more."""
    rest = value
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), SHORTEST_RUN - 1, -1):
            for start in range(len(row) - length + 1):
                rest = rest.replace(row[start : start + length], "")
    rest = _LETTER_AGAIN.sub("", rest)
    is_said_again = _find_period(value) <= len(value) // 2
    return is_said_again or len(set(rest)) < FEWEST_LETTERS


def _find_period(value: str) -> int:
    """After how many letters it begins anew, perhaps cut at the end."""
    return next(n for n in range(1, len(value) + 1) if value.startswith(value[n:]))


def _read_secret_key(env: Mapping[str, str]) -> str:
    name = "HOTLINE_SECRET_KEY"
    return _check_secret(name, env[name]) if name in env else ""


def _twilio(env: Mapping[str, str], data_dir: Path) -> TwilioSettings:
    """Twilio's settings; without them the stand-in carrier's own account is meant."""
    token = env.get("TWILIO_AUTH_TOKEN")
    if token:
        _check_secret("TWILIO_AUTH_TOKEN", token, SHORTEST_CARRIER_SECRET)
    return TwilioSettings(
        account_sid=env.get("TWILIO_ACCOUNT_SID") or STAND_IN_ACCOUNT,
        auth_token=token or _kept_secret(data_dir / "stand-in.token"),
        number=env.get("TWILIO_NUMBER") or "+8612348",
        api_base_url=_base_url(env, "TWILIO_API_BASE_URL", ""),
    )


def _softphone(env: Mapping[str, str]) -> SoftphoneSettings:
    names = ("TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_TWIML_APP")
    values = [env.get(name, "") for name in names]
    if any(values) and not all(values):
        missing = next(name for name in names if not env.get(name))
        raise BadSetting(place=missing, reason="the phone in the browser needs all three keys")
    if any(values):
        _check_secret("TWILIO_API_SECRET", values[1], SHORTEST_CARRIER_SECRET)
    return SoftphoneSettings(*values)


def _further_bridges(env: Mapping[str, str]) -> dict[int, BridgeSettings]:
    """Of hotlines beside the first: their settings end with the hotline's number."""
    found = (re.fullmatch(r"BRIDGE12345_SECRET_([0-9]+)", name) for name in sorted(env))
    return {int(each[1]): _bridge(env, f"_{each[1]}") for each in found if each}


def _bridge(env: Mapping[str, str], of: str = "") -> BridgeSettings:
    name = f"BRIDGE12345_SECRET{of}"
    parts = env[name].split(",") if env.get(name) else []
    secrets = tuple(_check_secret(name, part.strip()) for part in parts)
    return BridgeSettings(
        secrets=secrets,
        callback_url=_base_url(env, f"BRIDGE12345_CALLBACK_URL{of}", ""),
        window_s=60 * _number(env, "BRIDGE12345_WINDOW_MIN", 120),
    )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name) or default)
    except ValueError as error:
        raise BadSetting(place=name, reason=f"not a whole number: {env[name]!r}") from error


def _in_range(
    env: Mapping[str, str], name: str, default: int, least: int, most: int, unit: str
) -> int:
    value = _number(env, name, default)
    if not least <= value <= most:
        raise BadSetting(place=name, reason=f"not from {least} to {most} {unit}")
    return value


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


def _networks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Addresses or networks ("127.0.0.1", "10.0.0.0/8") apart by spaces or commas."""
    networks = tuple(env.get(name, "").replace(",", " ").split())
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise BadSetting(place=name, reason=f"not a network: {network!r}") from error
    return networks


def _kept_secret(path: Path) -> str:
    """The machine's own secret, made once by chance and readable by its owner alone.

    Processes that start together agree on one: the first whole file stays.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(os.urandom(32).hex())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    kept = path.read_text().strip()
    if len(kept) < SHORTEST_SECRET:
        raise BadSetting(place=str(path), reason="the kept secret is cut or empty")
    return kept
