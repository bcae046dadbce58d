"""Facts of contacts whatever their channel, also those that features above record."""

from __future__ import annotations

from app.hotline.contacts.groups import Group
from app.hotline.contacts.models import LanguageSource
from app.kit.storage.facts import (
    AGENT,
    CODE,
    CONTACT,
    COUNT,
    FLAG,
    ID,
    FactKind,
    list_of,
    maybe,
    one_of,
)
from routing.model import Channel

DIRECTION = one_of("inbound", "callback", "referral")

CONTACT_ARRIVED = FactKind(
    "contact_arrived",
    CONTACT,
    channel=one_of(Channel),
    direction=DIRECTION,
    training=maybe(FLAG),
    county=maybe(CODE),
)
CONTACT_DESCRIBED = FactKind("contact_described", CONTACT, training=maybe(FLAG), county=maybe(CODE))
"""From where the person calls; of contacts of long ago also what their arrival did not tell."""
CONTACT_FORWARDED = FactKind("contact_forwarded", CONTACT, referral_id=ID, county=maybe(CODE))
MESSAGE_SENT = FactKind(
    "message_sent", CONTACT, AGENT, message_id=ID, sender=CODE, characters=COUNT
)
LANGUAGE_SET = FactKind("language_set", CONTACT, language=CODE, source=one_of(LanguageSource))
LANGUAGE_UNSERVED = FactKind(
    "language_unserved",
    CONTACT,
    language=maybe(CODE),
    seat=CODE,
    waited_s=COUNT,
    offered=list_of(one_of("callback", "interpreter")),
)
GROUPS_MARKED = FactKind("groups_marked", CONTACT, groups=list_of(one_of(Group)))
CONFLICT_NOTED = FactKind("conflict_noted", CONTACT, AGENT, reason=CODE, noted_by=maybe(ID))
CONFLICT_LIFTED = FactKind(
    "conflict_lifted",
    CONTACT,
    AGENT,
    reason=CODE,
    account_id=maybe(ID),
    lifted_by=maybe(ID),
)
