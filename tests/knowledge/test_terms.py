"""The ids of terms: each its own, the same in every run, and those of many at once the same."""

from random import Random

from knowledge.bench import make_writers
from knowledge.terms import extract_terms, hash_terms


def test_ids_are_the_same_in_every_run() -> None:
    assert hash_terms(["f离婚", "cབོད"]).tolist() == [6755434463941642406, 10683597371402562611]


def test_no_two_terms_share_an_id_and_company_changes_none() -> None:
    write = make_writers(Random(1))
    terms = list(
        extract_terms(write["zh"](9000) + " " + write["bo"](9000) + " abc cba abcabc").counts
    )
    ids = hash_terms(terms).tolist()
    assert len(terms) > 20_000
    assert len(set(ids)) == len(terms)
    assert [hash_terms([term])[0] for term in terms[::1000]] == ids[::1000]


def test_no_terms_have_no_ids() -> None:
    assert not len(hash_terms([]))
