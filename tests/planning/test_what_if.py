"""What if: changes to a line, answered on the same callers."""

import pytest

from app.desks.planning.default_line import DEFAULT_LINE
from app.desks.planning.reading import load_scenario
from routing.planning.what_if import (
    AddSeat,
    AddSkill,
    ChangeRefusedError,
    RemoveSeat,
    SetLevers,
    answer_what_if,
    apply_change,
    lacks_second_skill,
)
from routing.simulation.runs import LIVE, QUICK, Variant, run_variants
from routing.simulation.world import Levers
from tests.planning.lines import small_line


def test_one_more_bilingual_seat_helps_and_one_fewer_hurts():
    more = answer_what_if(
        small_line(), Levers(), [AddSeat("general", True, ((9.0, 17.0),), ("lawyer",))], days=4
    )
    assert more.difference["connect"].mean > 0
    fewer = answer_what_if(small_line(), Levers(), [RemoveSeat("l-bi-1")], days=4)
    assert fewer.difference["connect"].mean < 0
    assert more.before == fewer.before


def test_nothing_changed_is_no_difference():
    answer = answer_what_if(small_line(), Levers(), [], days=2)
    assert answer.difference["connect"].mean == 0.0


def test_skills_and_levers_change():
    line, levers = apply_change(small_line(), Levers(), AddSkill("g-bi-1", "lawyer"))
    assert line.seats[1].secondary == ("lawyer",)
    _, levers = apply_change(line, levers, SetLevers(Levers(callback=True)))
    assert levers.callback
    assert lacks_second_skill(small_line()) == ["g-bi-1", "g-bi-2"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (AddSkill("nobody", "lawyer"), "seat_id"),
        (AddSkill("g-bi-1", "dentist"), "topic"),
        (RemoveSeat("nobody"), "seat_id"),
        (AddSeat("dentist", False, ((9.0, 12.0),)), "topic"),
        (AddSeat("general", False, ((12.0, 9.0),)), "blocks"),
    ],
)
def test_impossible_changes_are_refused_with_their_place(change, place):
    with pytest.raises(ChangeRefusedError) as refused:
        apply_change(small_line(), Levers(), change)
    assert refused.value.place == place


@pytest.mark.parametrize(
    "levers",
    [
        Levers(),
        Levers(interpreted=True),
        Levers(interpreted=True, guard_seats=3, callback=True),
        Levers(interpreted=True, callback=True, callback_guard=3),
        Levers(interpreted=True, callback=True, faq=0.1, optimised_rota=True),
    ],
)
def test_the_quick_rule_of_a_what_if_decides_as_the_live_one(levers: Levers) -> None:
    for line in (small_line(), load_scenario(DEFAULT_LINE)):
        variants = [Variant(name, line, name, levers) for name in (LIVE, QUICK)]
        found = run_variants(variants, range(3), 5)
        for live, quick in zip(found[LIVE], found[QUICK], strict=True):
            assert dict(live, occupancy=0) == pytest.approx(dict(quick, occupancy=0))
            assert live["occupancy"] == pytest.approx(quick["occupancy"], rel=1e-3)
