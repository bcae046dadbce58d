"""A route of the carrier: its request is admitted, then served by a thread.

What FastAPI would work out anew for each request is always the same here: the check, the
services, and what stands in the address.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from inspect import signature
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from app.doors.webhooks.authentication import admit


class CarrierRoute(APIRoute):
    """Hands a use of the carrier `request`, `parts` and what its address names."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own way, in place of FastAPI's."""
        use = self.endpoint
        takes_request = "request" in signature(use).parameters

        async def handle(request: Request) -> Response:
            admitted = await admit(request)
            given = {"request": admitted} if takes_request else {}
            services = request.app.state.services
            answer: Response = await run_in_threadpool(
                use, **given, **request.path_params, services=services
            )
            return answer

        return handle
