"""Use case of one's own phone: where it rings when one answers, listens to a talk, reads a prompt.

Somebody who answers changes the phone of their place on the roster.  Anybody else who has none
is given one that is never offered a call: it only holds the phone.
"""

from __future__ import annotations

from app.hotline.accounts.facts import PHONE_SET
from app.hotline.accounts.models import Account
from app.hotline.agents.actions import NewAgent, add_agent, set_address
from app.hotline.agents.models import Agent
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork


def set_phone(uow: UnitOfWork, account_id: int, address: str) -> None:
    """Note where the account's phone rings; raises BadInput for what is no number or address."""
    account = uow.session.get_one(Account, account_id)
    address = "".join(address.split())
    if not address:
        raise BadInput(place="address", reason="not_a_phone")
    if account.agent_id is None:
        account.agent_id = _add_phone_alone(uow, account, address).id
    else:
        set_address(uow, uow.session.get_one(Agent, account.agent_id), address)
    uow.record(PHONE_SET, agent_id=account.agent_id, account_id=account_id)


def _add_phone_alone(uow: UnitOfWork, account: Account, address: str) -> Agent:
    name = uow.vault.open(account.name_sealed)
    agent = add_agent(uow, NewAgent(name, ("zh",), "general", address=address))
    agent.is_enabled = False
    return agent
