"""An answer is named as soon as its law ends, will end, is not yet in force or is newer than it."""

from __future__ import annotations

from dataclasses import replace

from knowledge.content import Article, read_shipped_articles
from knowledge.law_life import Lapse, find_law_faults, load_lives, parse_lives
from knowledge.laws import CONTENT, law_key

HEADER = "law\tadopted_on\tin_force_on\tends_on\tsuccessor"
KNOWN_FAULTS: set[tuple[str, str]] = set()
"""Answers and laws that somebody is already seeing to; a new one fails the test."""
CHECKED_ON = "2026-11-28"


def judge(rows: list[str], today: str, *, valid_from: str = "2021-01-01") -> list[Lapse]:
    article = replace(an_article(), valid_from=valid_from)
    lives = parse_lives([HEADER, *rows])
    return [fault.lapse for fault in find_law_faults([article], today, lives)]


def an_article() -> Article:
    first = next(read_shipped_articles())
    return replace(first, legal_basis=(replace(first.legal_basis[0], law="草原防火条例"),))


def test_law_that_has_ended_or_will_end_is_named_with_its_successor() -> None:
    rows = ["草原防火条例\t2008-11-29\t2009-01-01\t2026-01-01\t森林草原防灭火条例"]
    assert judge(rows, "2025-12-31") == [Lapse.ENDS]
    assert judge(rows, "2026-01-01") == [Lapse.ENDED]
    lives = parse_lives([HEADER, *rows])
    fault = next(find_law_faults([an_article()], "2026-05-01", lives))
    assert (fault.on, fault.successor) == ("2026-01-01", "森林草原防灭火条例")


def test_a_newer_wording_is_named_until_the_answer_was_held_against_it() -> None:
    rows = [
        "草原防火条例\t2008-11-29\t2009-01-01\t2026-01-01\t草原防火条例",
        "草原防火条例\t2025-10-31\t2026-01-01\t\t",
    ]
    assert judge(rows, "2025-12-31") == [Lapse.ENDS]
    assert judge(rows, "2026-01-01") == [Lapse.NEWER]
    assert judge(rows, "2026-01-01", valid_from="2026-01-01") == []


def test_law_to_come_and_law_unknown_are_named() -> None:
    assert judge(["草原防火条例\t2025-10-31\t2026-01-01\t\t"], "2025-12-31") == [Lapse.NOT_YET]
    assert judge([], "2025-12-31") == [Lapse.UNKNOWN]


def test_every_text_of_the_index_has_its_life() -> None:
    rows = (CONTENT / "laws.tsv").read_text("utf-8").splitlines()[1:]
    indexed = {tuple(row.split("\t")[:2]) for row in rows}
    lives = {(life.law, life.adopted_on): life for one in load_lives().values() for life in one}
    assert set(lives) == indexed
    for row in rows:
        law, adopted_on, _, state, _ = row.split("\t")
        life = lives[law, adopted_on]
        assert adopted_on <= life.in_force_on
        assert (state == "replaced") == bool(life.ends_on and life.ends_on <= CHECKED_ON), law
        assert bool(life.ends_on) == bool(life.successor), law
        assert not life.successor or law_key(life.successor)


def test_no_shipped_answer_rests_on_law_that_has_ended_or_will_end() -> None:
    faults = {(f.article_id, f.law) for f in find_law_faults(read_shipped_articles(), CHECKED_ON)}
    assert faults <= KNOWN_FAULTS
