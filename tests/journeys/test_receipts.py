"""What a receipt keeps: everything that was posted, in few bytes, and what was answered."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.doors.webhooks.bodies import pack_form, read_form
from app.doors.webhooks.models import Receipt
from tests.journeys.cast import BO, Hotline, caller

MOST_BYTES = 2_300
"""Of the sealed forms of one told call of fourteen webhooks; unpacked they are 8,000."""


@given(st.dictionaries(st.text(), st.lists(st.text(), max_size=3), max_size=5))
def test_a_packed_form_is_read_as_it_was_posted(form: dict[str, list[str]]) -> None:
    assert read_form(pack_form(form)) == form
    assert read_form(json.dumps(form).encode()) == form, "as it was kept before"


def test_the_forms_of_a_call_take_few_bytes(hotline: Hotline) -> None:
    hotline.staff()
    hotline.ring_in(caller(BO, talk_s=5))
    hotline.run(90)
    with hotline.world.services.store.read() as session:
        size = session.scalar(select(func.sum(func.length(Receipt.body_sealed))))
        answers = session.scalars(select(Receipt.answer)).all()
    assert size is not None
    assert size <= MOST_BYTES
    assert answers.count("") >= 7, "nothing said is nothing kept"
