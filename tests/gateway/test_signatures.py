"""Signatures as the official validator checks them, also for GET and odd addresses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from app.gateway.core.signature import sign_request
from app.gateway.simulated.plans import PhonePlan
from tests.gateway.world import World

NAMES = st.text("ABCdef_-", min_size=1, max_size=8)


@given(params=st.dictionaries(NAMES, st.text(max_size=12)), query=st.sampled_from(("", "?a=1")))
def test_posts_agree_with_the_official_validator(params: dict[str, str], query: str) -> None:
    url = f"https://hotline.test:8443/twilio/voice{query}"
    signature = sign_request("token", url, list(params.items()))
    assert RequestValidator("token").validate(url, params, signature)


def test_gets_are_signed_over_their_query() -> None:
    world = World({"/voice": '<Redirect method="GET">/next?step=1</Redirect>'})
    world.call_in(PhonePlan())
    (seen,) = world.at("/next")
    assert seen.method == "GET"
    assert seen.params["step"] == "1"
    assert seen.params["FromCity"] == "", "blank parameters count in the signature"
