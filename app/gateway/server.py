"""The carrier as a process of its own: REST and control over HTTP, webhooks to the application.

One thread, one event loop; the core is entered only from it.  Time comes from a clock that other
processes share, so that it may run faster than real time.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from app.gateway.control import make_control_router
from app.gateway.rest.answers import RestAnswer
from app.gateway.rest.router import handle_rest, holds_account
from app.gateway.running import LEAST_REAL_TIMEOUT_S, RunningGateway, stop_if_broken


def make_server(make_gateway: Callable[[], RunningGateway]) -> FastAPI:
    """The HTTP server; the gateway is made inside its event loop."""
    holder: list[RunningGateway] = []

    @asynccontextmanager
    async def live(_app: FastAPI) -> AsyncIterator[None]:
        gateway = make_gateway()
        holder.append(gateway)
        running = asyncio.get_running_loop().create_task(gateway.run())
        running.add_done_callback(stop_if_broken)
        yield
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    app = FastAPI(lifespan=live, docs_url=None, redoc_url=None, openapi_url=None)

    def admit(request: Request) -> None:
        auth = read_basic_auth(request.headers.get("authorization", ""))
        if not holds_account(holder[0].carrier.exchange, auth):
            raise HTTPException(401, "the account's id and token", {"WWW-Authenticate": "Basic"})

    control = make_control_router(lambda: holder[0])
    app.include_router(control, dependencies=[Depends(admit)])

    @app.api_route("/2010-04-01/{path:path}", methods=["GET", "POST", "DELETE", "PUT"])
    async def rest(request: Request) -> Response:
        gateway = holder[0]
        params = parse_qsl(request.url.query, keep_blank_values=True)
        params += parse_qsl((await request.body()).decode("utf-8", "replace"), True)
        answers: list[RestAnswer] = []
        auth = read_basic_auth(request.headers.get("authorization", ""))
        exchange = gateway.carrier.exchange
        gateway.enter(
            lambda: answers.append(
                handle_rest(exchange, request.method, request.url.path, params, auth)
            )
        )
        return await _respond(answers[0], gateway)

    return app


async def _respond(answer: RestAnswer, gateway: RunningGateway) -> Response:
    if answer.is_lost:
        await asyncio.sleep(max(15 / gateway.clock.speed, LEAST_REAL_TIMEOUT_S))
        return Response(status_code=504)
    if answer.content is not None:
        return Response(answer.content, answer.status, media_type=answer.media_type)
    if answer.json is None:
        return Response(status_code=answer.status)
    return JSONResponse(dict(answer.json), answer.status)


def read_basic_auth(header: str) -> tuple[str, str] | None:
    """User and password of a Basic authorization header; None when it is none."""
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password
