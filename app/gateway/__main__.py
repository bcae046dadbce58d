"""`python -m app.gateway`: the stand-in carrier as a process of its own."""

from __future__ import annotations

import argparse
import secrets
import sys
from pathlib import Path

import uvicorn

from app.gateway.core.account import Account
from app.gateway.core.addresses import Source
from app.gateway.core.faults import Faults
from app.gateway.running import RunningGateway
from app.gateway.server import make_server
from app.kit.clock import RunningClock, parse_clock
from app.kit.settings import Settings, read_settings

KEPT_S = 75
"""So long a connection of the hotline may rest: it, not we, ends those that it does not use."""


def main() -> int:
    """Serve until told to stop."""
    settings = read_settings()
    args = _make_parser(settings).parse_args()
    clock = parse_clock(args.clock)
    if not isinstance(clock, RunningClock):
        sys.stderr.write("the carrier needs a running clock\n")
        return 2
    account = _make_account(args)
    # Without a seed no start repeats another's identifiers: to the hotline those calls are known.
    seed = secrets.randbits(64) if args.seed is None else args.seed
    server = make_server(lambda: RunningGateway(account, clock, seed, Faults()))
    uvicorn.run(
        server,
        host=args.host,
        port=args.port,
        log_level="warning",
        timeout_graceful_shutdown=2,
        timeout_keep_alive=KEPT_S,
    )
    return 0


def _make_parser(settings: Settings) -> argparse.ArgumentParser:
    twilio = settings.twilio
    parser = argparse.ArgumentParser(prog="python -m app.gateway", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--app-url", default=settings.public_base_url, help="PUBLIC_BASE_URL")
    parser.add_argument("--account-sid", default=twilio.account_sid)
    parser.add_argument("--auth-token", default=twilio.auth_token)
    parser.add_argument("--number", default=twilio.number)
    parser.add_argument("--voice-url", default="/twilio/voice", help="path or address")
    parser.add_argument("--message-url", default="/twilio/messages", help="path or address")
    parser.add_argument("--status-callback", default="/twilio/status", help="path or address")
    parser.add_argument("--fallback", default="", help="TwiML file, or address")
    parser.add_argument("--api-url", default="", help="our own address as the application sees it")
    parser.add_argument("--calls-per-second", type=float, default=1.0)
    parser.add_argument("--seed", type=int, help="draws identifiers and faults; default: chance")
    parser.add_argument("--clock", default=settings.clock_spec, help="sped:SPEED:REAL:HOTLINE")
    return parser


def _make_account(args: argparse.Namespace) -> Account:
    def absolute(address: str) -> str:
        return f"{args.app_url.rstrip('/')}{address}" if address.startswith("/") else address

    return Account(
        sid=args.account_sid,
        auth_token=args.auth_token,
        number=args.number,
        voice_url=absolute(args.voice_url),
        fallback=_read_fallback(args.fallback),
        status_callback=absolute(args.status_callback),
        message_url=absolute(args.message_url),
        api_base_url=args.api_url or f"http://{args.host}:{args.port}",
        calls_per_second=args.calls_per_second,
    )


def _read_fallback(place: str) -> Source | None:
    """A fallback kept apart from the application: an address, or TwiML in a file of ours."""
    if not place:
        return None
    if place.startswith(("http://", "https://")):
        return Source(place)
    return Source(None, text=Path(place).read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
