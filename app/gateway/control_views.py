"""How calls and telephones are shown under /simulator."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.gateway.core.records import Call
from app.gateway.simulated.phone import Phone

if TYPE_CHECKING:
    from app.gateway.running import RunningGateway


def show_phone(phone: Phone) -> dict[str, Any]:
    """A telephone on the line and what it heard last."""
    heard_at: datetime | None = phone.heard[-1][0] if phone.heard else None
    return {
        "leg": phone.leg,
        "number": phone.number,
        "is_answered": phone.is_answered,
        "is_with_person": phone.is_with_person,
        "talked_s": phone.count_talked_s(),
        "gathers_heard": phone.gathers_heard,
        "last_heard_at": heard_at,
        "last_heard": asdict(phone.heard[-1][1]) if phone.heard else None,
    }


def show_call(gateway: RunningGateway, call: Call) -> dict[str, Any]:
    """A call of the protocol; `talked_s` is how long its telephone heard a person."""
    return {
        "sid": call.sid,
        "leg": call.leg,
        "from": call.from_number,
        "to": call.to_number,
        "direction": call.direction,
        "status": call.status,
        "created_at": call.created_at,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "talked_s": gateway.switch.talked_s(call.leg),
    }
