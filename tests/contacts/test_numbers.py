"""Numbers as operators type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contacts.numbers import is_ordinary, may_be_rung, read_number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812340001", "+8613812340001"),
        ("138 1234-0001", "+8613812340001"),
        ("+86 138 1234 0001", "+8613812340001"),
        ("0086 13812340001", "+8613812340001"),
        ("8613812340001", "+8613812340001"),
        ("༡༣༨༡༢༣༤༠༠༠༡", "+8613812340001"),
        ("１３８１２３４０００１", "+8613812340001"),
        ("0836-2811234", "+868362811234"),
        ("(028) 8612 3456", "+862886123456"),
        ("2811234", "+868362811234"),
        ("", None),
        ("12345", None),
        ("anonymous", None),
        ("1381234000", None),
        ("+0123456789", None),
    ],
)
def test_numbers_are_read_into_one_form(typed: str, number: str | None) -> None:
    assert read_number(typed) == number


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_number_or_none(typed: str) -> None:
    number = read_number(typed)
    assert number is None or (number[0] == "+" and number[1:].isascii() and number[1:].isdigit())


@pytest.mark.parametrize("number", ["+8613812340001", "13812340001", "+868362811234", "0281234567"])
def test_mobiles_and_landlines_are_ordinary(number: str) -> None:
    assert is_ordinary(number) is (number != "0281234567"), "a subscriber never begins with 1"


@pytest.mark.parametrize(
    "number",
    [
        *("+19005550100", "0019005550100", "+97798412345", "+85261234567"),
        *("+8616899999", "+864008123456", "+868008123456", "+8695588", "+8612348", "110", ""),
        *("sip:premium@attacker.example", "client:drolma", "anonymous"),
    ],
)
def test_what_costs_more_or_is_no_telephone_of_this_country_is_not(number: str) -> None:
    assert not is_ordinary(number)


@pytest.mark.parametrize(
    "address", ["1001", "601", "sip:1001@10.0.0.5", "sip:pema@gw", "sip:13812340001@gw"]
)
def test_telephones_of_an_exchange_may_be_rung_and_not_texted(address: str) -> None:
    assert may_be_rung(address)
    assert not is_ordinary(address)


@pytest.mark.parametrize(
    "address", ["110", "95588", "sip:110@gw", "sip:0019005550100@gw", "client:a"]
)
def test_a_service_number_stays_one_behind_a_sip_address(address: str) -> None:
    assert not may_be_rung(address)
