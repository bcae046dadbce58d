"""Use cases of the roster: adding and changing the people who answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select

from app.hotline.agents.facts import AGENT_ADDED
from app.hotline.agents.models import Agent
from app.hotline.contacts.numbers import may_be_rung, read_number
from app.kit.errors import BadInput
from app.kit.storage.unit_of_work import UnitOfWork

LANGUAGES = ("zh", "bo")
VARIETIES = ("kham", "amdo", "rgyalrong", "horpa", "other")
SEATS = ("general", "lawyer", "notary", "mediator", "legal_aid", "complaint")
_ADDRESS = re.compile(r"(sip|client):\S{1,200}")


@dataclass(frozen=True, slots=True)
class NewAgent:
    """A person to add to the roster; `address` is where their phone rings ("" for none)."""

    name: str
    languages: tuple[str, ...]
    main_seat: str
    second_seats: tuple[str, ...] = ()
    varieties: tuple[str, ...] = ()
    address: str = ""
    on_call: bool = False
    chat_capacity: int = 3


def add_agent(uow: UnitOfWork, new: NewAgent) -> Agent:
    """Put a person on the roster; raises BadInput with the field that cannot be taken."""
    check_agent(new)
    last = uow.session.scalar(select(func.max(Agent.position))) or 0
    agent = Agent(
        position=last + 1,
        name_sealed=uow.vault.seal(new.name),
        address_sealed=uow.vault.seal(_spell(new.address)) if new.address else None,
        languages=list(new.languages),
        varieties=list(new.varieties),
        main_seat=new.main_seat,
        second_seats=list(new.second_seats),
        on_call=new.on_call,
        voice_capacity=1 if new.address else 0,
        chat_capacity=new.chat_capacity,
        mixes_channels=False,
        is_enabled=True,
        state="offline",
        misses=0,
        state_since=uow.now,
    )
    uow.session.add(agent)
    uow.session.flush()
    uow.record(AGENT_ADDED, agent_id=agent.id)
    return agent


def set_address(uow: UnitOfWork, agent: Agent, address: str) -> None:
    """Another phone for somebody on the roster; a call that goes on stays where it is.

    Raises BadInput.  Who had no phone takes calls from their next sign-in on: the routing's
    state is not told here.
    """
    _check_address(address)
    agent.address_sealed = uow.vault.seal(_spell(address))
    agent.voice_capacity = max(agent.voice_capacity, 1)


def check_agent(new: NewAgent) -> None:
    """Refuse what would leave the agent unable to serve or to be reached (B13)."""
    if not new.name.strip():
        raise BadInput(place="name", reason="empty")
    if not new.languages:
        raise BadInput(place="languages", reason="empty")
    _check_codes("languages", new.languages, LANGUAGES)
    _check_codes("varieties", new.varieties, VARIETIES)
    _check_codes("seats", (new.main_seat, *new.second_seats), SEATS)
    if new.address:
        _check_address(new.address)
    if not 0 <= new.chat_capacity <= 20:
        raise BadInput(place="chat_capacity", reason="outside 0..20")


def _spell(address: str) -> str:
    """A number in its one spelling, so that it is known when it texts us; else as it is."""
    return address if _ADDRESS.fullmatch(address) else read_number(address) or address


def _check_address(address: str) -> None:
    if not (may_be_rung(address) or _ADDRESS.fullmatch(address)):
        raise BadInput(place="address", reason="not_a_phone")


def _check_codes(place: str, values: tuple[str, ...], known: tuple[str, ...]) -> None:
    for value in values:
        if value not in known:
            raise BadInput(place=place, reason=f"{value!r} is none of {', '.join(known)}")
