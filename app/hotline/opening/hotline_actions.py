"""A further hotline in the house, with a number, rules, people and cases of its own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from app.hotline.contacts.numbers import read_caller
from app.hotline.dispatch.models import Hotline
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.kit.errors import BadInput
from app.kit.storage.scope import FIRST_HOTLINE, every_hotline, within
from app.kit.storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class NewHotline:
    """`number`: as the carrier writes it; `hosts`: names of ours for its public pages."""

    name: str
    number: str
    hosts: tuple[str, ...] = ()


def add_hotline(store: Store, new: NewHotline) -> int:
    """Make its row, with the hours and rules that the product comes with; returns its id.

    Raises BadInput for a name that is empty, and a number or host that another hotline has.
    """
    number = read_caller(new.number)
    if not new.name.strip():
        raise BadInput(place="name", reason="empty")
    if not number:
        raise BadInput(place="number", reason="bad_input")
    _refuse_taken(store, number, new.hosts)
    with within(FIRST_HOTLINE), store.read() as session:
        last = session.scalar(every_hotline(select(func.max(Hotline.id)))) or FIRST_HOTLINE
    with within(last + 1), store.write() as uow:
        prepare_hotline(uow, {}, DEFAULT_HOURS)
        row = uow.session.get_one(Hotline, last + 1)
        row.name, row.number, row.hosts = new.name.strip(), number, list(new.hosts)
    return last + 1


def list_hotlines(store: Store) -> list[Hotline]:
    """Every hotline of the house, the first before the others."""
    with within(FIRST_HOTLINE), store.read() as session:
        return list(session.scalars(every_hotline(select(Hotline)).order_by(Hotline.id)))


def _refuse_taken(store: Store, number: str, hosts: tuple[str, ...]) -> None:
    for each in list_hotlines(store):
        if each.number == number:
            raise BadInput(place="number", reason="taken")
        if set(hosts) & set(each.hosts):
            raise BadInput(place="host", reason="taken")
