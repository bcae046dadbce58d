"""The hand on the simulated telephones, over HTTP under /simulator: for the demo and for replay.

Not part of Twilio's protocol, and gone where a real switch is used.  Listens on this machine only,
to whoever holds the account's token (`server`).
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body, HTTPException
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from app.gateway.control_views import show_call, show_phone
from app.gateway.core.switch import LegId
from app.gateway.core.wording import Wording
from app.gateway.simulated.phone import Phone
from app.gateway.simulated.plans import PhonePlan

if TYPE_CHECKING:
    from app.gateway.running import RunningGateway

_PLANS = TypeAdapter(PhonePlan)


class PlannedCall(BaseModel):
    """A call from `from_number`, now or at the hotline's instant `at`."""

    model_config = ConfigDict(extra="forbid")
    from_number: str
    to_number: str | None = None
    at: AwareDatetime | None = None
    plan: PhonePlan = PhonePlan()


class PlannedText(BaseModel):
    model_config = ConfigDict(extra="forbid")
    from_number: str
    to_number: str | None = None
    body: str
    media: list[tuple[str, str]] = []
    """Media type and content in base64."""


class Keys(BaseModel):
    model_config = ConfigDict(extra="forbid")
    keys: Annotated[str, Field(pattern=r"^[0-9*#]+$")]


def make_control_router(get_gateway: Callable[[], RunningGateway]) -> APIRouter:
    """Routes over the one running gateway."""
    router = APIRouter(prefix="/simulator")
    _add_call_routes(router, get_gateway)
    _add_phone_routes(router, get_gateway)
    _add_state_routes(router, get_gateway)
    return router


def _add_call_routes(router: APIRouter, get_gateway: Callable[[], RunningGateway]) -> None:
    @router.post("/calls", status_code=201)
    async def place_calls(calls: list[PlannedCall]) -> list[str]:
        """Plan several calls; their leg ids, in the same order."""
        gateway = get_gateway()
        legs: list[str] = []

        def place() -> None:
            account = gateway.carrier.exchange.account
            for call in calls:
                to_number = call.to_number or account.number
                at = call.at or gateway.timeline.now
                legs.append(gateway.switch.dial_in_at(at, call.from_number, to_number, call.plan))

        gateway.enter(place)
        return legs

    @router.get("/calls")
    async def list_calls(limit: int = 100) -> list[dict[str, Any]]:
        """The latest calls of the protocol, newest first, with what their telephones did."""
        gateway = get_gateway()
        calls = list(gateway.carrier.exchange.calls.values())[-limit:]
        return [show_call(gateway, call) for call in reversed(calls)]

    @router.post("/texts", status_code=202)
    async def send_text(text: PlannedText) -> None:
        gateway = get_gateway()
        to_number = text.to_number or gateway.carrier.exchange.account.number
        media = [(kind, base64.b64decode(content)) for kind, content in text.media]
        gateway.enter(
            lambda: gateway.switch.text_in(text.from_number, to_number, text.body, *media)
        )

    @router.get("/texts")
    async def list_texts() -> list[tuple[str, str]]:
        """What was texted to telephones: number and body."""
        return get_gateway().switch.texts


def _add_phone_routes(router: APIRouter, get_gateway: Callable[[], RunningGateway]) -> None:
    @router.get("/phones")
    async def list_plans() -> dict[str, Any]:
        plans = get_gateway().switch.plans
        return {number: _PLANS.dump_python(plan, mode="json") for number, plan in plans.items()}

    @router.put("/phones/{number}")
    async def set_plan(number: str, plan: PhonePlan) -> None:
        """What the telephone of `number` does from its next ring on."""
        get_gateway().switch.plans[number] = plan

    @router.post("/legs/{leg}/keys")
    async def press(leg: LegId, keys: Keys) -> None:
        gateway = get_gateway()
        _find_phone(gateway, leg)
        for key in keys.keys:
            gateway.enter(partial(gateway.switch.press, leg, key))

    @router.post("/legs/{leg}/answer")
    async def answer(leg: LegId) -> None:
        gateway = get_gateway()
        _find_phone(gateway, leg)
        gateway.enter(lambda: gateway.switch.pick_up(leg))

    @router.post("/legs/{leg}/hang-up")
    async def hang_up(leg: LegId) -> None:
        gateway = get_gateway()
        _find_phone(gateway, leg)
        gateway.enter(lambda: gateway.switch.put_down(leg))


def _add_state_routes(router: APIRouter, get_gateway: Callable[[], RunningGateway]) -> None:
    @router.get("/state")
    async def show_state() -> dict[str, Any]:
        """What is going on: the time, who is on the line, what waits."""
        gateway = get_gateway()
        exchange = gateway.carrier.exchange
        return {
            "now": gateway.timeline.now,
            "clock": gateway.clock.spec,
            "calls": len(exchange.calls),
            "under_way": exchange.office.count_under_way(),
            "planned": gateway.switch.count_planned(),
            "phones": [show_phone(phone) for phone in gateway.switch.phones.values()],
            "queues": {queue.name: len(queue.members) for queue in exchange.queues.values()},
            "conferences": {
                name: len(room.participants) for name, room in exchange.live_conferences.items()
            },
        }

    @router.get("/errors")
    async def list_errors() -> list[dict[str, Any]]:
        """The carrier's list of problems, oldest first."""
        return [asdict(problem) for problem in get_gateway().carrier.exchange.problems.entries]

    @router.get("/webhooks")
    async def list_webhooks() -> list[dict[str, Any]]:
        """The latest webhooks with how long each waited for its answer, oldest first."""
        return [asdict(carried) for carried in get_gateway().carried]

    @router.put("/pace")
    async def set_pace(calls_per_second: Annotated[float, Body(embed=True, gt=0)]) -> None:
        """How many calls a second the account may place from now on."""
        exchange = get_gateway().carrier.exchange
        exchange.account = replace(exchange.account, calls_per_second=calls_per_second)

    @router.put("/wording")
    async def set_wording(wording: Wording) -> None:
        """How the carrier words what it tells from now on."""
        get_gateway().carrier.exchange.wording = wording

    @router.put("/faults")
    async def set_faults(shares: Annotated[dict[str, float], Body()]) -> None:
        """Change the mixture of faults: names and shares of `Faults`."""
        faults = get_gateway().carrier.exchange.faults
        names = {"lost", "repeated", "late", "late_up_to_s", "documents_repeated"}
        names |= {"rest_failed", "rest_unanswered"}
        if unknown := set(shares) - names:
            raise HTTPException(422, f"no such fault: {', '.join(sorted(unknown))}")
        for name, share in shares.items():
            setattr(faults, name, share)


def _find_phone(gateway: RunningGateway, leg: LegId) -> Phone:
    phone = gateway.switch.phones.get(leg)
    if phone is None:
        raise HTTPException(404, "no such telephone on the line")
    return phone
