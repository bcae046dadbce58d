"""Which request goes to which function."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from app.gateway.core.exchange import Exchange
from app.gateway.rest import (
    calls,
    conferences,
    members,
    messages,
    numbers,
    participants,
    queues,
    recordings,
)
from app.gateway.rest.answers import RestAnswer
from app.gateway.rest.forms import Form

Handler = Callable[[Exchange, dict[str, str], Form], RestAnswer]


_RECORDING: dict[str, Handler] = {
    "GET": recordings.fetch_recording,
    "POST": recordings.update_recording,
    "DELETE": recordings.remove_recording,
}


_ROUTES: Sequence[tuple[str, dict[str, Handler]]] = (
    ("Calls", {"GET": calls.list_calls, "POST": calls.create_call}),
    ("Calls/{sid}", {"GET": calls.fetch_call, "POST": calls.update_call}),
    ("Queues", {"GET": queues.list_queues, "POST": queues.create_queue}),
    ("Queues/{queue}", {"GET": queues.fetch_queue, "POST": queues.update_queue}),
    ("Queues/{queue}/Members", {"GET": members.list_members}),
    (
        "Queues/{queue}/Members/{member}",
        {"GET": members.fetch_member, "POST": members.update_member},
    ),
    ("Conferences", {"GET": conferences.list_conferences}),
    (
        "Conferences/{sid}",
        {"GET": conferences.fetch_conference, "POST": conferences.update_conference},
    ),
    (
        "Conferences/{conference}/Participants",
        {"GET": participants.list_participants, "POST": participants.create_participant},
    ),
    (
        "Conferences/{conference}/Participants/{participant}",
        {
            "GET": participants.fetch_participant,
            "POST": participants.update_participant,
            "DELETE": participants.delete_participant,
        },
    ),
    ("IncomingPhoneNumbers", {"GET": numbers.list_numbers}),
    ("Messages", {"GET": messages.list_messages, "POST": messages.create_message}),
    ("Messages/{sid}", {"GET": messages.fetch_message}),
    ("Messages/{sid}/Media", {"GET": messages.list_media}),
    (
        "Calls/{call}/Recordings",
        {"GET": recordings.list_recordings, "POST": recordings.create_call_recording},
    ),
    ("Calls/{call}/Recordings/{recording}", _RECORDING),
    ("Conferences/{conference}/Recordings", {"GET": recordings.list_recordings}),
    ("Conferences/{conference}/Recordings/{recording}", _RECORDING),
    ("Recordings", {"GET": recordings.list_recordings}),
    (
        "Recordings/{recording}",
        {"GET": recordings.fetch_recording, "DELETE": recordings.remove_recording},
    ),
)


def _compile(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


ROUTES = [(_compile(path), handlers) for path, handlers in _ROUTES]
