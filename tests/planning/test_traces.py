"""The reference's own days, replayed to the call (CONTRACT section 9)."""

from functools import partial

import pytest

from app.desks.planning.reading import load_scenario
from app.desks.planning.traces import read_trace
from routing.simulation.people import draw_day
from routing.simulation.runs import make_router
from routing.simulation.world import Levers, World
from tests.planning.lines import SHARED

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.exists(), reason="needs the scenarios beside the project"),
]
REFERENCE = """
classic | 590/866 587/866 523/710 | 612/856 596/852 524/711
silo | 606/858 618/847 528/701 | 614/849 620/843 528/704
app-queue | 688/799 692/806 596/662 | 699/789 710/800 601/659
app-queue-tuned | 696/793 700/801 602/662 | 710/776 719/794 608/658
mod-callcenter | 683/798 686/814 588/670 | 692/783 699/806 592/666
mod-callcenter-tuned | 697/795 700/800 601/661 | 709/776 717/797 606/659
taskrouter | 683/797 686/814 589/670 | 692/783 699/808 591/666
taskrouter-skip | 698/792 700/800 601/660 | 709/776 717/797 606/659
longest-idle | 696/797 702/808 600/666 | 706/783 714/793 605/661
least-flexible | 697/790 704/801 604/663 | 710/776 718/793 606/660
hotline | 698/790 704/801 604/663 | 711/776 718/793 606/660
hotline no-redial | 684/749 683/755 588/633 | 697/749 700/755 595/633
hotline interpreted | 710/785 699/796 604/659 | 722/773 728/780 616/651
hotline interpreted callback | 718/771 717/777 607/651 | 726/763 727/778 616/649
hotline interpreted callback faq | 652/693 652/704 551/592 | 656/688 658/706 561/588
hotline-price | 704/788 703/799 605/664 | 712/776 722/788 609/655
hotline-price interpreted | 712/784 700/796 607/659 | 721/773 731/778 617/649
"""
ROWS = [tuple(part.strip() for part in row.split("|")) for row in REFERENCE.split("\n") if row]


@pytest.fixture(scope="module")
def days():
    scenario = load_scenario(SHARED / "dev-plateau-40.json")
    paths = [SHARED / f"dev-plateau-40-day{day}.csv" for day in range(3)]
    return scenario, [read_trace(path, scenario) for path in paths]


@pytest.mark.parametrize(("name", "classic", "optimised"), ROWS, ids=[row[0] for row in ROWS])
def test_each_policy_connects_the_same_callers(days, name, classic, optimised):
    scenario, people = days
    policy, *levers = name.split()
    for optimised_rota, expected in ((False, classic), (True, optimised)):
        chosen = Levers(
            guard_seats=5,  # of the reference
            interpreted="interpreted" in levers,
            callback="callback" in levers,
            overtakes=True,  # the reference's rule for call-backs
            faq=0.1 if "faq" in levers else 0.0,
            optimised_rota=optimised_rota,
            redials="no-redial" not in levers,
        )
        found = []
        for day in people:
            calls = World(scenario, day, partial(make_router, policy), chosen).run().calls
            connected = sum(call.connected_at is not None for call in calls)
            found.append(f"{connected}/{len(calls)}")
        assert " ".join(found) == expected


def test_drawn_days_are_the_traces(days):
    scenario, traces = days
    for day, trace in enumerate(traces):
        drawn = draw_day(scenario, day)
        assert len(drawn) == len(trace)
        for ours, theirs in zip(drawn, trace, strict=True):
            assert (ours.lang, ours.dialect, ours.topic) == (
                theirs.lang,
                theirs.dialect,
                theirs.topic,
            )
            assert (ours.heard_lang, ours.heard_topic) == (theirs.heard_lang, theirs.heard_topic)
            assert ours.t == pytest.approx(theirs.t, abs=0.006)
            assert ours.service_s == pytest.approx(theirs.service_s, abs=0.006)
            assert ours.patience_s == pytest.approx(theirs.patience_s, abs=0.006)
