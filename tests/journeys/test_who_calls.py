"""`From` in every form that carriers and SIP gateways write it."""

from __future__ import annotations

import pytest

from app.hotline.contacts.numbers import read_caller


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+8613800000001", "+8613800000001"),
        (" 8613800000001", "+8613800000001"),  # a plus that was not encoded
        ("+86 138-0000 0001", "+8613800000001"),
        ("12345", "12345"),
        ("1001", "1001"),
        ("tel:+8613800000001;phone-context=x", "+8613800000001"),
        ("sip:1001@10.0.0.5", "sip:1001@10.0.0.5"),
        ("sip:1001@10.0.0.5:5060;user=phone", "sip:1001@10.0.0.5:5060"),
        ("SIP:1001@[::1]:5060?X-A=b", "sip:1001@[::1]:5060"),
        ("sips:1001@10.0.0.5", "sip:1001@10.0.0.5"),
        ('"王" <sip:1007@10.0.0.5;transport=tcp>;tag=1', "sip:1007@10.0.0.5"),
        ("client:anna", "client:anna"),
    ],
)
def test_a_number_or_address_is_read_in_any_form(written: str, number: str) -> None:
    assert read_caller(written) == number


@pytest.mark.parametrize(
    "written",
    [
        *("", "anonymous", "Anonymous", "unknown", "+266696687", "+7378742833", "+86282452253"),
        *("sip:anonymous@anonymous.invalid", "<sip:Anonymous@10.0.0.5>", "sip:+266696687@sip.test"),
        *("12", "sip:", "<>", "tel:", "1" * 16, "sip:a b@c", "drop table"),
    ],
)
def test_who_withholds_the_number_has_none(written: str) -> None:
    assert read_caller(written) == ""
