"""The floods themselves, a process of its own: `python -m app.rehearsal.replay.floods.attacks`.

Raw sockets on one event loop, so that little processor time goes into attacking.  Every client
asks, takes the answer and asks again; whoever is cut off comes back at once.  Only ever aimed at
this machine.  Prints, as JSON, how often each answer came.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import NoReturn
from urllib.parse import urlencode

PATIENCE_S = 10.0
BACK_AFTER_S = 0.2
"""Who was cut off comes back."""
CUT_OFF = "cut off"
NO_ANSWER = "no answer"


@dataclass(slots=True)
class Attacker:
    """All clients of one flood."""

    port: int
    answers: Counter[str] = field(default_factory=Counter)
    numbers: count[int] = field(default_factory=count)
    chat: str = ""
    begun: str = ""

    async def ask(self, method: str, path: str, body: bytes = b"", headers: str = "") -> bytes:
        """One request on a connection of its own; returns the whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{headers}"
            if body or method == "POST":
                head += f"Content-Length: {len(body)}\r\n"
            writer.write(head.encode() + b"\r\n" + body)
            return await asyncio.wait_for(reader.read(200_000), PATIENCE_S)
        finally:
            writer.close()

    async def post_form(self, path: str, headers: str = "", **fields: str) -> bytes:
        """A form, as a browser sends it."""
        headers += "Content-Type: application/x-www-form-urlencoded\r\n"
        return await self.ask("POST", path, urlencode(fields).encode(), headers)

    async def post_json(self, path: str, **fields: str) -> bytes:
        """What the widget sends."""
        body = json.dumps(fields).encode()
        return await self.ask("POST", path, body, "Content-Type: application/json\r\n")

    async def hold(self, first: bytes) -> bytes:
        """Send a beginning and wait for whatever comes, for as long as it takes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(first)
            return await reader.read()
        finally:
            writer.close()


Step = Callable[[Attacker], Awaitable[bytes]]


async def sign_in(attacker: Attacker) -> bytes:
    """A wrong password."""
    return await attacker.post_form(
        "/sign-in",
        username=f"nobody{next(attacker.numbers)}",
        password="a wrong password",  # noqa: S106
    )


async def guess_code(attacker: Attacker) -> bytes:
    """A wrong code, after a name and a password were given once."""
    if not attacker.begun:
        attacker.begun = read_cookie(await sign_in(attacker))
    return await attacker.post_form("/sign-in/code", f"Cookie: {attacker.begun}\r\n", code="123456")


async def leave_body(attacker: Attacker) -> bytes:
    """A form that never ends."""
    head = b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
    return await attacker.hold(head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nu=")


async def leave_head(attacker: Attacker) -> bytes:
    """A request that never begins."""
    return await attacker.hold(b"POST /twilio/voice HTTP/1.1\r\nHost: a\r\nX-A: ")


async def open_chat(attacker: Attacker) -> bytes:
    """A conversation, with a first message."""
    answer = await attacker.post_json("/api/chat", language="zh")
    token = read_token(answer)
    if token:
        await attacker.post_json(f"/api/chat/{token}/messages", text="拖欠工资", sender_token="1")  # noqa: S106
    return answer


async def listen(attacker: Attacker) -> bytes:
    """One more live stream on the same cookie."""
    await begin_chat(attacker)
    head = f"GET /chat/live HTTP/1.1\r\nHost: a\r\nCookie: hotline_chat={attacker.chat}\r\n\r\n"
    return await attacker.hold(head.encode())


async def forge(attacker: Attacker) -> bytes:
    """A call that the carrier never signed."""
    return await attacker.ask(
        "POST",
        "/twilio/voice",
        urlencode(
            {"CallSid": f"CA{next(attacker.numbers):032x}", "From": "+8613900000000"}
        ).encode(),
        "X-Twilio-Signature: bm90IHRoZSBjYXJyaWVy\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n",
    )


async def search(attacker: Attacker) -> bytes:
    """A question to the public answers."""
    number = next(attacker.numbers)
    return await attacker.ask("GET", f"/answers?{urlencode({'q': f'拖欠工资 {number} 怎么办'})}")


async def write(attacker: Attacker) -> bytes:
    """One more message in the same conversation."""
    await begin_chat(attacker)
    token = str(next(attacker.numbers))
    path = f"/api/chat/{attacker.chat}/messages"
    return await attacker.post_json(path, text="有人吗", sender_token=token)


async def look(attacker: Attacker) -> bytes:
    """The start page."""
    return await attacker.ask("GET", "/", headers="Accept: text/html\r\n")


async def begin_chat(attacker: Attacker) -> None:
    """Open the one conversation, if it is not open."""
    if not attacker.chat:
        attacker.chat = "…"
        attacker.chat = read_token(await attacker.post_json("/api/chat", language="zh"))
    while attacker.chat == "…":
        await asyncio.sleep(0.01)


def read_cookie(answer: bytes) -> str:
    """The cookie that was set first, as it is sent back, or ""."""
    _, found, rest = answer.partition(b"set-cookie: ")
    return rest.partition(b";")[0].decode() if found else ""


def read_token(answer: bytes) -> str:
    """The token of a conversation that was opened, or ""."""
    _, _, body = answer.partition(b"\r\n\r\n")
    try:
        return str(json.loads(body)["token"])
    except (ValueError, KeyError, TypeError):
        return ""


FLOODS: dict[str, tuple[int, Step]] = {
    "codes": (60, guess_code),
    "sign-ins": (60, sign_in),
    "bodies": (1200, leave_body),
    "heads": (1200, leave_head),
    "chats": (60, open_chat),
    "streams": (1000, listen),
    "forged": (60, forge),
    "search": (60, search),
    "messages": (60, write),
    "pages": (60, look),
}
"""By name: how many clients at once, and what each of them does again and again."""


async def flood(port: int, name: str, seconds: float) -> Counter[str]:
    """Let all clients of one flood loose; returns how often each answer came."""
    attacker = Attacker(port)
    clients, step = FLOODS[name]

    async def go_on() -> None:
        while True:
            try:
                answer = await step(attacker)
                attacker.answers[answer[9:12].decode() or CUT_OFF] += 1
            except TimeoutError:
                attacker.answers[NO_ANSWER] += 1
            except OSError:
                attacker.answers[CUT_OFF] += 1
                await asyncio.sleep(BACK_AFTER_S)

    tasks = [asyncio.create_task(go_on()) for _ in range(clients)]
    await asyncio.sleep(seconds)
    answers = attacker.answers.copy()
    for task in tasks:
        task.cancel()
    return answers


def main() -> NoReturn:
    """Flood, and print the answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("name", choices=sorted(FLOODS))
    parser.add_argument("seconds", type=float)
    arguments = parser.parse_args()
    loop = asyncio.new_event_loop()
    told = loop.run_until_complete(flood(arguments.port, arguments.name, arguments.seconds))
    print(json.dumps(told), flush=True)
    os._exit(0)  # a thousand clients need not be seen off


if __name__ == "__main__":
    main()
