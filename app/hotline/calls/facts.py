"""Facts of calls: legs, rooms, holding, advice, passing on, keys, the carrier."""

from __future__ import annotations

from app.hotline.calls.outside import Target
from app.kit.storage.facts import (
    AGENT,
    CODE,
    CONTACT,
    FLAG,
    ID,
    FactKind,
    maybe,
    one_of,
    table_of,
)
from routing.hours import HoursReason

_ROLE = one_of("caller", "agent", "interpreter", "adviser", "supervisor", "outside")

CALLER_HUNG_UP = FactKind("caller_hung_up", CONTACT)
LEG_ENDED = FactKind("leg_ended", CONTACT, AGENT, status=CODE)
END_NOTICED = FactKind("end_noticed", CONTACT, AGENT, role=_ROLE)
TALK_NOTICED = FactKind("talk_noticed", CONTACT, AGENT)
QUEUE_FAILED = FactKind("queue_failed", CONTACT, result=CODE)
ROOM_ENTERED = FactKind("room_entered", CONTACT, AGENT, role=_ROLE)
ROOM_LEFT = FactKind("room_left", CONTACT, AGENT, role=_ROLE)
CALLER_HELD = FactKind("caller_held", CONTACT)
CALLER_RESUMED = FactKind("caller_resumed", CONTACT)
AGENT_MUTED = FactKind("agent_muted", CONTACT, AGENT, is_muted=FLAG)
AGENT_LINE_BROKE = FactKind("agent_line_broke", CONTACT, AGENT)
INTERPRETER_LOST = FactKind("interpreter_lost", CONTACT, AGENT)
INTERPRETER_CHOSEN = FactKind("interpreter_chosen", CONTACT)

SUPERVISED = FactKind("supervised", CONTACT, AGENT, how=CODE)
SUPERVISING_ENDED = FactKind("supervising_ended", CONTACT, AGENT)

ADVICE_ASKED = FactKind("advice_asked", CONTACT, AGENT, seat=maybe(CODE), colleague=maybe(ID))
ADVICE_BEGAN = FactKind("advice_began", CONTACT, AGENT)
ADVICE_ENDED = FactKind("advice_ended", CONTACT, AGENT)
HANDED_OVER = FactKind("handed_over", CONTACT, AGENT, seat=CODE)
CONTACT_TRANSFERRED = FactKind(
    "contact_transferred", CONTACT, AGENT, seat=maybe(CODE), colleague=maybe(ID)
)
OUTSIDE_RUNG = FactKind("outside_rung", CONTACT, target=one_of(Target))
OUTSIDE_ENDED = FactKind("outside_ended", CONTACT)
PASSED_ON = FactKind("passed_on", CONTACT, target=one_of(Target))
OUTSIDE_LINE_SET = FactKind(
    "outside_line_set", target=one_of(Target), county=maybe(CODE), account_id=maybe(ID)
)
OUTSIDE_LINE_DROPPED = FactKind(
    "outside_line_dropped", target=one_of(Target), county=maybe(CODE), account_id=maybe(ID)
)

CALLED_AGAIN = FactKind("called_again", CONTACT, AGENT)

CLOSED_TOLD = FactKind("closed_told", CONTACT, reason=one_of(HoursReason))
NIGHT_LINE_RUNG = FactKind("night_line_rung", CONTACT, reason=one_of(HoursReason))

TOPIC_KEYS_SET = FactKind("topic_keys_set", keys=table_of(CODE, CODE))
TOPIC_ASKED = FactKind("topic_asked", CONTACT)
TOPIC_KEYED = FactKind("topic_keyed", CONTACT, topic=CODE)

CARRIER_LOST = FactKind("carrier_lost")
CARRIER_FOUND = FactKind("carrier_found")
