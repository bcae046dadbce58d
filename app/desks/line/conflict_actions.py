"""The supervisors' use case on the list of conflicts of interest: lift one noted in error."""

from __future__ import annotations

from app.desks.line.conflict_queries import list_open_contacts
from app.hotline.contacts.conflict_actions import lift_conflict
from app.hotline.contacts.models import Conflict
from app.hotline.dispatch.actions import bar_agents
from app.hotline.dispatch.router import RoutingWork


def lift_noted(work: RoutingWork, conflict_id: int, account_id: int, reason: str) -> None:
    """The expert may serve this person from now on, in contacts under way too; what somebody
    else has lifted meanwhile is lifted.  Raises BadInput."""
    conflict = work.uow.session.get(Conflict, conflict_id)
    if conflict is None:
        return
    caller_id = conflict.caller_id
    lift_conflict(work.uow, caller_id, conflict.agent_id, reason, account_id=account_id)
    for contact in list_open_contacts(work.uow.session, caller_id):
        bar_agents(work, contact)
