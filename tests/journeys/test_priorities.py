"""Priority groups and danger to life, by the person's record or by an agent's mark (B02)."""

from __future__ import annotations

from app.hotline.contacts.actions import mark_groups
from app.hotline.contacts.groups import Group
from app.hotline.contacts.models import Contact
from app.hotline.contacts.safety import ReachAllowed, may_reach
from app.hotline.dispatch.actions import mark_urgency, set_not_ready
from tests.journeys.cast import BO, Hotline, caller

GRANDMOTHER, NEIGHBOUR = "+8613812340031", "+8613812340032"
PATIENT = caller(BO, talk_s=20)


def mark(hotline: Hotline, contact_id: int, *groups: str, danger: bool = False) -> None:
    """What the agent's mark on the console does."""
    with hotline.world.services.router.write() as work:
        contact = work.uow.session.get_one(Contact, contact_id)
        mark_groups(work.uow, contact, groups)
        mark_urgency(work, contact, is_danger=danger)
    hotline.world.settle()


def serve_all(hotline: Hotline, agent_id: int, people: int) -> list[int]:
    hotline.make_ready(agent_id)
    hotline.run(150 * people)
    return hotline.answered_order()


def known(hotline: Hotline, *groups: str) -> int:
    """The grandmother has called before and is in the record; the agent has a break now."""
    agent_id = hotline.staff()
    hotline.ring_in(PATIENT, number=GRANDMOTHER)
    hotline.run(150)
    if groups:
        mark(hotline, 1, *groups)
    with hotline.world.services.router.write() as work:
        set_not_ready(work, agent_id, "break")
    return agent_id


def waiting(hotline: Hotline, gap_s: float) -> None:
    """The neighbour calls (contact 2), `gap_s` later the grandmother (contact 3)."""
    hotline.ring_in(PATIENT, number=NEIGHBOUR)
    hotline.run(gap_s)
    hotline.ring_in(PATIENT, number=GRANDMOTHER)
    hotline.run(10)


def test_b02_a_persons_record_gives_the_head_start(hotline: Hotline) -> None:
    agent = known(hotline, Group.ELDERLY)
    waiting(hotline, gap_s=50)
    assert serve_all(hotline, agent, 2) == [1, 3, 2]
    assert hotline.breaches() == []


def test_b02_whoever_waited_longer_than_the_head_start_goes_first(hotline: Hotline) -> None:
    agent = known(hotline, Group.ELDERLY)
    waiting(hotline, gap_s=70)
    assert serve_all(hotline, agent, 2) == [1, 2, 3]


def test_b02_danger_to_life_is_absolute(hotline: Hotline) -> None:
    agent = known(hotline)
    waiting(hotline, gap_s=300)
    mark(hotline, 3, danger=True)
    assert serve_all(hotline, agent, 2) == [1, 3, 2]
    assert hotline.contact(3).danger
    assert hotline.breaches() == []


def test_an_agents_mark_counts_at_once_and_can_be_taken_back(hotline: Hotline) -> None:
    agent = known(hotline)
    waiting(hotline, gap_s=50)
    mark(hotline, 3, Group.VETERAN, Group.MINOR)
    assert hotline.contact(3).routing["head_starts"] == ["group:minor", "group:veteran"]
    mark(hotline, 3)
    assert hotline.contact(3).routing["head_starts"] == []
    assert serve_all(hotline, agent, 2) == [1, 2, 3]
    assert hotline.breaches() == []


def test_b58_nothing_goes_out_by_itself_to_a_woman_in_danger(hotline: Hotline) -> None:
    known(hotline)
    now = hotline.world.clock.now()
    assert may_reach(hotline.contact(1), ReachAllowed.TEXT, now)
    mark(hotline, 1, Group.WOMAN_IN_DANGER)
    assert not may_reach(hotline.contact(1), ReachAllowed.TEXT, now)
    hotline.change_contact(1, has_consented=True)
    assert may_reach(hotline.contact(1), ReachAllowed.TEXT, now)
