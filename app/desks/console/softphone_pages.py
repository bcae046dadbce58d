"""The route by which an agent's browser gets the pass to be their telephone."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.desks.console.facts import SOFTPHONE_PASSED
from app.desks.console.pages import AgentId, ServicesOf
from app.hotline.accounts.queries import find_phone, shares_phone
from app.kit.errors import Refused
from app.telephony.softphone import read_identity

router = APIRouter(include_in_schema=False)


@router.post("/softphone/pass")
def post_pass(services: ServicesOf, agent_id: AgentId) -> JSONResponse:
    """A pass for the agent's own browser; refused when their telephone is another one."""
    with services.store.write() as uow:
        address = find_phone(uow.session, uow.vault, agent_id)
        identity = read_identity(address)
        if identity is None:
            raise Refused("no_softphone")
        if shares_phone(uow.session, uow.vault, agent_id, address):
            raise Refused("softphone_of_another")  # whose calls would be rung here
        if services.softphone is None:
            raise Refused("softphone_not_set_up")
        made = services.softphone.make_pass(identity, uow.now)
        uow.record(SOFTPHONE_PASSED, agent_id=agent_id)
    return JSONResponse(
        {
            "kind": services.softphone.kind,
            "identity": made.identity,
            "token": made.token,
            "expires_at": made.expires_at.isoformat(),
        },
        headers={"Cache-Control": "no-store"},
    )
