"""Numbers as operators type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.hotline.contacts.numbers import (
    is_ordinary,
    list_spellings,
    may_be_rung,
    read_caller,
    read_number,
)


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
    assert number is None or (number.isascii() and number.removeprefix("+").isdigit())
    assert number is None or read_number(number) == number, "one spelling, whoever reads it again"


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


@pytest.mark.parametrize(
    "written",
    [
        *("+8613812340001", "13812340001", "013812340001", "8613812340001", "0086 138 1234 0001"),
        *(
            "+86-0-138-1234-0001",
            "+86 (0)138 1234 0001",
            "138\u200b1234\u200e0001",
            "１３８１２３４０００１",
        ),
        *(
            "sip:13812340001@10.0.0.1",
            "<sip:+8613812340001@gw;user=phone>",
            "tel:+86-138-1234-0001",
        ),
        *("༡༣༨༡༢༣༤༠༠༠༡", "（138）12340001", "\u202a+8613812340001\u202c"),
    ],
)
def test_b102_one_line_has_one_spelling(written: str) -> None:
    assert read_caller(written) == "+8613812340001"
    assert read_caller(read_caller(written)) == "+8613812340001"


@pytest.mark.parametrize(
    "written",
    [
        "0836-2831234",
        "（0836）2831234",
        "+86-0836-2831234",
        "+868362831234",
        "2831234",
        "0836－2831234转801",
    ],
)
def test_b102_one_landline_has_one_spelling(written: str) -> None:
    assert read_number(written) == "+868362831234"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *[("4008112348", "+864008112348"), ("400-811-2348", "+864008112348")],
        *[("95566", "95566"), ("+8695566", "95566"), ("10086", "10086"), ("12345", "12345")],
        *[("106575001234", "106575001234"), ("+86106575001234", "106575001234"), ("110", "110")],
    ],
)
def test_b102_service_numbers_can_be_named(written: str, number: str) -> None:
    assert read_number(written) == read_caller(written) == number
    assert not is_ordinary(number)
    assert not may_be_rung(number)


def test_every_older_spelling_is_known() -> None:
    for spelling in list_spellings("+8613812340001"):
        assert read_caller(spelling) == "+8613812340001"
    assert list_spellings("95566") == ("95566",)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *(
            (each, "+868362831234")
            for each in (
                "0836-2831234-801",
                "0836-2831234#801",
                "0836 2831234 內線801",
                "电话：0836-2831234",
                "0836-2831234（办公室）",
                "tel:+86-836-283-1234;ext=801",
                "0836_2831234",
            )
        ),
        *(
            (each, "+8613812340001")
            for each in ("++8613812340001", "'13812340001", "13812340001.0", "手机 138 1234 0001")
        ),
        *((each, "95566") for each in ("095566", "0836-95566", "028 95566", "+86 28 95566")),
        *((each, "12345") for each in ("0836-12345", "+8683612345", "008612345")),
        ("010-65750012", "+861065750012"),
        ("0951-2345678", "+869512345678"),
        ("028-12345", "+862812345"),
    ],
)
def test_b102_what_people_and_sheets_add_to_a_number_changes_nothing(
    written: str, number: str | None
) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("sip:%2B8613812340001@10.0.0.1", "+8613812340001"),
        ("sip:13812340001:secret@gw", "+8613812340001"),
        ("13812340001@10.0.0.1", "+8613812340001"),
        ("sip:4008112348@gw", "+864008112348"),
        ("sip:+19005550100@gw", "+19005550100"),
        ("sip:12345@gw", "12345"),
        ("sip:0836-12345@gw", "12345"),
        ("sip:95566@gw", "95566"),
        ("sip:1001@gw", "sip:1001@gw"),
        ("sip:2831234@gw", "sip:2831234@gw"),
    ],
)
def test_b102_a_number_is_one_line_whichever_gateway_wraps_it(written: str, number: str) -> None:
    assert read_caller(written) == number
    assert read_caller(read_caller(written)) == number
