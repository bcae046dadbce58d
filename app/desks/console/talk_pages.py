"""Routes of the buttons for a telephone talk under way.  Only who leads the talk may use them,
but for muting oneself and leaving as an adviser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from app.desks.console.actions import book_appointment
from app.desks.console.once import Deed
from app.desks.console.pages import AgentId, ServicesOf, answer_form
from app.desks.console.queries import find_own_contact
from app.desks.console.talk_queries import list_colleagues
from app.hotline.calls.called_back_actions import call_again
from app.hotline.calls.facts import (
    ADVICE_ASKED,
    CALLED_AGAIN,
    CONTACT_TRANSFERRED,
    HANDED_OVER,
    OUTSIDE_RUNG,
    PASSED_ON,
)
from app.hotline.calls.outside import Target
from app.hotline.calls.talking.advice_actions import ask_advice, end_advice, hand_over
from app.hotline.calls.talking.talk_actions import hold_caller, mute_agent
from app.hotline.calls.talking.transfer_actions import call_outside, pass_on, transfer
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.router import RoutingWork
from app.hotline.services import Services
from app.kit.errors import BadInput, NotAllowed, NotFound
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)
To = Annotated[str, Form(max_length=40)]
Use = Callable[[RoutingWork, Contact], object]


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom the form names: a kind of seat ("seat:lawyer") or a colleague ("agent:7")."""

    seat: str | None = None
    agent_id: int | None = None

    @property
    def told(self) -> dict[str, object]:
        """As the log tells it."""
        return {"seat": self.seat, "colleague": self.agent_id}


def read_whom(to: str) -> Whom:
    """What a form's `to` says; raises BadInput."""
    kind, _, value = to.partition(":")
    if kind == "seat" and value:
        return Whom(seat=value)
    if kind == "agent" and value.isdigit() and len(value) < 10:
        return Whom(agent_id=int(value))
    raise BadInput(place="to", reason="bad_input")


@router.get("/console/contacts/{contact_id}/colleagues")
def show_colleagues(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """Who is free to be asked or to take the caller over, when somebody looks."""
    with services.store.read() as session:
        if find_own_contact(session, agent_id, contact_id).agent_id != agent_id:
            raise NotAllowed(reason="not_leading")
        colleagues = list_colleagues(session, services.store.vault, agent_id)
    return render(request, "console/colleagues.html", colleagues=colleagues)


_LEAVES = {"hand-over": Deed(HANDED_OVER), "pass-on": Deed(PASSED_ON)}
_PLAIN: dict[str, Use] = {
    "hold": lambda work, contact: hold_caller(work.uow, contact, is_held=True),
    "resume": lambda work, contact: hold_caller(work.uow, contact, is_held=False),
    "end-advice": end_advice,
    "hand-over": hand_over,
    "pass-on": pass_on,
}


@router.post("/console/contacts/{contact_id}/talk/{verb}")
def post_plain(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int, verb: str
) -> Response:
    """Hold, resume, end the advice, hand over, pass on."""
    use = _PLAIN.get(verb)
    if use is None:
        raise NotFound(what="page")
    return _act(request, services, agent_id, contact_id, use, _LEAVES.get(verb))


@router.post("/console/contacts/{contact_id}/consult")
def post_consult(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int, to: To
) -> Response:
    """Ask a colleague while the caller holds."""
    whom = read_whom(to)

    def use(work: RoutingWork, contact: Contact) -> None:
        ask_advice(work, contact, seat=whom.seat, agent_id=whom.agent_id)

    return _act(request, services, agent_id, contact_id, use, Deed(ADVICE_ASKED, whom.told))


@router.post("/console/contacts/{contact_id}/transfer")
def post_transfer(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int, to: To
) -> Response:
    """Pass the caller on unseen."""
    whom = read_whom(to)

    def use(work: RoutingWork, contact: Contact) -> None:
        transfer(work, contact, seat=whom.seat, agent_id=whom.agent_id)

    return _act(request, services, agent_id, contact_id, use, Deed(CONTACT_TRANSFERRED, whom.told))


@router.post("/console/contacts/{contact_id}/outside")
def post_outside(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int, to: To
) -> Response:
    """Ring 12345 or an emergency centre into the talk."""
    if to not in set(Target):
        raise BadInput(place="to", reason="bad_input")
    target = Target(to)
    return _act(
        request,
        services,
        agent_id,
        contact_id,
        lambda work, contact: call_outside(work, contact, target),
        Deed(OUTSIDE_RUNG, {"target": target.value}),
    )


@router.post("/console/contacts/{contact_id}/call-again")
def post_call_again(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int
) -> Response:
    """The caller's line dropped: call them back on the same ticket."""
    return _act(
        request,
        services,
        agent_id,
        contact_id,
        lambda work, contact: call_again(work, contact, agent_id),
        Deed(CALLED_AGAIN),
    )


@router.post("/console/contacts/{contact_id}/appointment")
def post_appointment(
    request: Request,
    services: ServicesOf,
    agent_id: AgentId,
    contact_id: int,
    at: To,
    topic: To = "",
) -> Response:
    """No expert is free, or there is more to say: call the person at a time that suits both."""
    with services.router.write() as work:
        book_appointment(work.uow, agent_id, contact_id, at, topic)
    return answer_form(request, contact_id)


@router.post("/console/contacts/{contact_id}/mute")
def post_mute(
    request: Request, services: ServicesOf, agent_id: AgentId, contact_id: int, muted: To = ""
) -> Response:
    """Not be heard, or be heard again."""
    with services.router.write() as work:
        contact = find_own_contact(work.uow.session, agent_id, contact_id)
        mute_agent(work.uow, contact, agent_id, is_muted=muted == "yes")
    return answer_form(request, contact_id)


def _act(
    request: Request,
    services: Services,
    agent_id: int,
    contact_id: int,
    use: Use,
    deed: Deed | None = None,
) -> Response:
    """Do it for who leads the talk; clicked twice it is done once."""
    with services.router.write() as work:
        contact = find_own_contact(work.uow.session, agent_id, contact_id)
        if deed is not None and deed.is_done(work, contact, agent_id):
            return answer_form(request, contact_id)
        if contact.agent_id != agent_id:
            raise NotAllowed(reason="not_leading")
        use(work, contact)
        work.uow.topics.update({f"contact:{contact_id}", f"agent:{agent_id}"})
    return answer_form(request, contact_id)
