"""Who calls and writes in the training hotline: invented people, matters and words.

The Tibetan lines are drafts by non-reviewers, like all Tibetan of ours (law 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.gateway.simulated.plans import KeyPress, PhonePlan
from app.hotline.calls.voice import LANGUAGE_KEYS

RATINGS = {"5": 0.32, "4": 0.15, "3": 0.06, "2": 0.08, "1": 0.05}
"""Shares of the callers by the key that they press; the others do not rate."""
STAYS_FOR_S = 45.0
"""So much longer somebody who rates stays on the line, for the agent to say goodbye first."""

_KEYS = {language: key for key, language in LANGUAGE_KEYS.items()}


@dataclass(frozen=True, slots=True)
class ScriptedCaller:
    """A caller with a telephone.  `language` None presses no key; `topic` as on the ticket."""

    number: str
    language: str | None
    topic: str
    talk_s: float
    patience_s: float

    def plan_call(self, chance: Random) -> PhonePlan:
        """What the telephone does when its owner calls us; `chance` draws what they rate."""
        keys = (KeyPress(_KEYS[self.language], 4.0),) if self.language else ()
        rating = draw_rating(chance)
        return PhonePlan(
            keys=keys,
            patience_s=self.patience_s,
            talk_s=self.talk_s + (STAYS_FOR_S if rating else 0),
            key_after_talk=rating,
        )

    def plan_call_back(self) -> PhonePlan:
        """What it does when we call its owner back."""
        return PhonePlan(answers_after_s=5.0, keys=(KeyPress("1", 3.0),), talk_s=self.talk_s / 2)


def draw_rating(chance: Random) -> str:
    """The key that somebody presses when asked how it was; "" for who hangs up instead."""
    drawn = chance.random()
    for key, share in RATINGS.items():
        drawn -= share
        if drawn < 0:
            return key
    return ""


@dataclass(frozen=True, slots=True)
class ScriptedWriter:
    """Somebody who writes in the chat: their lines, and what is answered, in turn."""

    language: str
    topic: str
    lines: tuple[str, ...]
    answers: tuple[str, ...]


PEOPLE = (
    ScriptedCaller("+8613800000001", "bo", "09", 95, 240),
    ScriptedCaller("+8613800000002", "zh", "03", 70, 180),
    ScriptedCaller("+8613800000003", "zh", "01", 120, 200),
    ScriptedCaller("+8613800000004", "bo", "02", 80, 300),
    ScriptedCaller("+8613800000005", "zh", "06", 55, 150),
    ScriptedCaller("+8613800000006", None, "19", 60, 180),
    ScriptedCaller("+8613800000007", "bo", "14", 75, 240),
    ScriptedCaller("+8613800000008", "zh", "04", 90, 45),
    ScriptedCaller("+8613800000009", "zh", "08", 65, 160),
    ScriptedCaller("+8613800000010", "bo", "03", 85, 60),
    ScriptedCaller("+8613800000011", "zh", "10", 50, 120),
    ScriptedCaller("+8613800000012", "bo", "01", 110, 260),
    ScriptedCaller("+8613800000013", "zh", "15", 60, 25),
    ScriptedCaller("+8613800000014", "zh", "14", 100, 220),
    ScriptedCaller("+8613800000015", "bo", "17", 70, 200),
    ScriptedCaller("+8613800000016", "zh", "03", 80, 12),
)

WRITERS = (
    ScriptedWriter(
        "zh",
        "03",
        (
            "你好，老板三个月没发工资了，我该怎么办？",
            "没有签书面合同，有微信聊天记录。",
            "好的，谢谢！",
        ),
        (
            "您好！请问您和单位签过书面劳动合同吗？",
            "聊天记录和考勤都可以作证，可以向劳动监察大队投诉或者申请劳动仲裁。",
        ),
    ),
    ScriptedWriter(
        "bo",
        "14",
        ("བཀྲ་ཤིས་བདེ་ལེགས། ཁྲིམས་ཀྱི་རོགས་རམ་དགོས།", "ང་ལ་དངུལ་མེད།", "ཐུགས་རྗེ་ཆེ།"),
        ("བཀྲ་ཤིས་བདེ་ལེགས། ཅི་ཞིག་དགོས་སམ།", "ཁྲིམས་ཀྱི་རོགས་རམ་ལ་རིན་མི་དགོས།"),
    ),
    ScriptedWriter(
        "zh",
        "02",
        (
            "请问父亲去世没有留下遗嘱，房子怎么分？",
            "我们兄弟姐妹三个，母亲还在。",
            "明白了，谢谢。",
        ),
        (
            "您好，请问第一顺序的继承人都有哪些？",
            "没有遗嘱按法定继承办理，配偶、子女、父母一般均等分配。",
        ),
    ),
    ScriptedWriter(
        "bo",
        "09",
        ("རྩྭ་ས་སྐོར་ལ་དྲི་བ་ཞིག་ཡོད།", "ཁྱིམ་མཚེས་དང་མཚམས་སྐོར་རྩོད་པ་བྱུང་།", "ཐུགས་རྗེ་ཆེ།"),
        ("བཀྲ་ཤིས་བདེ་ལེགས། གསུངས་རོགས།", "མི་དམངས་འདུམ་འགྲིག་གིས་རོགས་བྱེད་ཐུབ།"),
    ),
)
