"""The made-up people of the training hotline.  Every name and number is invented."""

from __future__ import annotations

from dataclasses import dataclass

from app.hotline.accounts.roles import Role
from app.hotline.agents.actions import NewAgent

PASSWORD = "snow-lion-12348"  # noqa: S105 - printed at every start; of made-up people only


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the staff; `is_robot` members answer by themselves.

    The seats of the others are for newcomers: their softphone picks up by itself, the call is
    accepted on the console.
    """

    username: str
    name: str
    role: Role
    languages: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    varieties: tuple[str, ...] = ()
    phone: str = ""
    is_robot: bool = False
    on_call: bool = False

    def as_agent(self) -> NewAgent:
        """What the roster keeps; robots write in one chat at a time."""
        return NewAgent(
            name=self.name,
            languages=self.languages,
            main_seat=self.seats[0],
            second_seats=self.seats[1:],
            varieties=self.varieties,
            address=self.phone,
            on_call=self.on_call,
            chat_capacity=1 if self.is_robot else 3,
        )


STAFF = (
    Member("lina", "李娜", Role.AGENT, ("zh",), ("general",), (), "+8613900000001"),
    Member("drolma", "卓玛措", Role.AGENT, ("bo", "zh"), ("general",), ("kham",), "+8613900000002"),
    Member(
        *("tashi", "扎西顿珠", Role.EXPERT, ("bo", "zh"), ("lawyer", "general")),
        varieties=("kham", "amdo"),
        phone="+8613900000003",
    ),
    Member(
        *("caixia", "陈彩霞", Role.AGENT, ("zh",), ("general", "legal_aid")),
        phone="+8613900000004",
        is_robot=True,
    ),
    Member(
        *("wangjun", "王军", Role.AGENT, ("zh",), ("general", "mediator")),
        phone="+8613900000005",
        is_robot=True,
    ),
    Member(
        *("rinchen", "仁青拉姆", Role.AGENT, ("bo", "zh"), ("general", "legal_aid"), ("kham",)),
        phone="+8613900000006",
        is_robot=True,
    ),
    Member(
        *("tenzin", "丹增旺堆", Role.AGENT, ("bo", "zh"), ("general", "mediator"), ("amdo",)),
        phone="+8613900000007",
        is_robot=True,
    ),
    Member(
        *("sonam", "索南多吉", Role.EXPERT, ("bo", "zh"), ("lawyer", "general"), ("kham",)),
        phone="+8613900000008",
        is_robot=True,
        on_call=True,
    ),
    Member(
        *("zhoumin", "周敏", Role.EXPERT, ("zh",), ("notary", "general")),
        phone="+8613900000009",
        is_robot=True,
        on_call=True,
    ),
    Member("supervisor", "杨宗（督导）", Role.SUPERVISOR),
)

AGENTS = tuple(member for member in STAFF if member.seats)
ROBOTS = tuple(member for member in AGENTS if member.is_robot)
"""Who answers by themselves; the on-call ones are rung only when nobody else fits."""


def describe_sign_ins() -> str:
    """The demonstration sign-ins, for whoever started the training hotline."""
    seats = [f"  {m.username:<11} {m.role:<10} {m.name}" for m in STAFF if not m.is_robot]
    return "\n".join(["sign-ins (made-up people), password " + PASSWORD, *seats])
