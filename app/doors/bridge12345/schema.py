"""The referral as 12345 sends it: neutral, versioned, checked at the door.

Unknown fields are no error (the body is kept as it came); a field of ours that cannot be used
is refused with its place and a stable reason, and nothing is taken.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from app.hotline.contacts.numbers import read_number
from app.kit.errors import BadInput

SCHEMA = "12345-referral/1"
ANSWER_SCHEMA = "12348-referral/1"
STEP_SCHEMA = "12348-referral-step/1"
_YEARS = range(2000, 2200)


def _check_number(text: str) -> str:
    number = read_number(text)
    if number is None or not number.startswith("+"):
        raise ValueError("not_a_number")
    return number


def _check_instant(at: datetime) -> datetime:
    if at.year not in _YEARS:
        raise ValueError("out_of_range")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_check_instant)]
Number = Annotated[str, StringConstraints(max_length=40), AfterValidator(_check_number)]
OrderNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Line = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=8000)]


class Announcement(BaseModel):
    """A matter as 12345 announces it; `caller_number` comes out in the carrier's form."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True, extra="ignore")

    schema_name: Literal["12345-referral/1"] = Field(alias="schema")
    order_number: OrderNumber
    caller_number: Number
    demand: Annotated[Text, StringConstraints(min_length=1)]
    language: Literal["bo", "zh"] | None = None
    caller_name: Line = ""
    subject: Line = ""
    appeal_type: Literal["consultation", "help", "suggestion", "complaint", "report", "praise"] = (
        "consultation"
    )
    urgency: Literal["normal", "urgent", "emergency"] = "normal"
    county: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = None
    address: Line = ""
    expected_deadline: Instant | None = None
    remark: Text = ""
    call_expected: bool = True
    """False: nobody will be put through; we are to call the person."""

    @property
    def words(self) -> str:
        """Everything that was written down of what the person said."""
        return "\n".join((self.subject, self.demand, self.remark))


def read_announcement(body: bytes) -> Announcement:
    """The announcement in a body; raises BadInput with the first field that cannot be used."""
    try:
        return Announcement.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "body"
        own = first.get("ctx", {}).get("error")
        reason = str(own) if isinstance(own, ValueError) else first["type"]
        raise BadInput(place=place, reason=reason) from None
