"""Words that a text message says as a command: opting out, opting in, ready again, a choice.

Taken with the punctuation, brackets and polite words that people put around them, and only when a
message says nothing else (B103). Whether a command may be obeyed now is the shell's business. Pure.
"""

import re
import unicodedata

from knowledge.text import make_search_key

_AROUND = (
    " \t\r\n.,!?;:。，！？；：、་།༎༼༽'\"“”‘’「」『』【】〔〕〈〉《》[](){}<>（）*#~～…·-–—_/+=|"
)
_SHOWN_BEHIND = re.compile("[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]")
"""What only dresses the sign before it: a figure in a box, a hand of another colour."""
_BEFORE = re.compile(r"^(?:请|我要|我想|要求|麻烦|回复?|发送?|短信|reply|send|please)+\s*")
_AFTER = re.compile(r"(?:谢谢你?|吧|了|呀|啊|哦|please|thanks?|་?རོགས)+$")
_GREETING = re.compile(r"^(?:您好|你好|谢谢|给我|帮我|我要?|ང་ལ|hi|hello|[\s་,，。!！、])+")

_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")

_OPT_OUT = {
    "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout",
    "opt out", "opt-out", "td", "t",
    "退订", "退定", "退订短信", "取消订阅", "停止", "停发", "取消", "拒收", "拒收短信", "拒绝短信",
    "不要短信",
    "不要再发", "不要再发短信", "别再发", "别再发短信", "不要发短信", "别发短信",
    "不再接收",
    "མཚམས་འཇོག", "མཚམས་ཞོག", "འཕྲིན་མི་དགོས", "འཕྲིན་ཐུང་མི་དགོས", "མ་གཏོང", "འཕྲིན་མ་གཏོང", "འཕྲིན་ཐུང་མ་གཏོང",
    "འཕྲིན་གཏོང་མི་དགོས", "འཕྲིན་ཐུང་གཏོང་མི་དགོས",
    "r", "t d", "opt_out", "opt–out", "unsub", "unsubscribe me", "stop texting", "stop texting me",
    "stop sms", "no more texts", "do not text", "do not text me", "don't text me", "tuiding",
    "tui ding",
}  # fmt: skip
"""The carrier's own words (https://help.twilio.com, "Advanced Opt-Out"), those usual in China (the
通信短信息服务管理规定 requires a way to refuse; senders name TD or T), and Tibetan ones."""
_OPT_OUT_PREFIX = re.compile(r"^(?:td|t|n|r|0000)[\s+＋:：\-]*(?=退)")
_OPT_OUT_SENTENCE = re.compile(
    r"(?:td|t)退"
    r"|(?:退订|退定|拒收|拒接|取消|取消订阅|关闭|屏蔽|停发|停止|终止)(?:短信|信息|消息|简讯|订阅)"
    r"|退订本号码?"
    r"|(?:不要|别|勿|停止|终止|请勿)再?(?:给我|向我)?再?(?:发送?|推送)(?:给我)?(?:短信|信息|消息|简讯)?(?:给我)?"
    r"|(?:不要|不用|不必|不需要|无需|不想要?|不愿|拒绝|不再)再?(?:给我|向我)?再?(?:发送?|推送|收到?|接收)?(?:短信|信息|消息|简讯)"
)
"""The same in a sentence that says nothing else: a way to refuse, the texts, and nothing more."""
_SAID_AGAIN = re.compile(r"(.{2,})(?:[\s,，、]*\1)+")
_OPT_IN = {
    "start", "unstop", "yes start", "恢复", "恢复短信", "重新接收", "订阅", "འཕྲིན་དགོས", "འཕྲིན་ཐུང་དགོས",
}  # fmt: skip
_BACK = {
    "1", "在", "在岗", "到岗", "回来", "回来了", "好了", "我在", "我回来", "我回来了",
    "回岗", "我回岗", "已到岗", "我在岗", "已回来", "我已回来", "到", "我到", "在线", "我在线",
    "上线", "可以接", "可以接听", "可以接电话", "准备好", "我准备好", "准备好了",
    "ready", "back", "i'm ready", "im ready", "i am ready", "i'm back", "i am back", "available",
    "ཡོད", "ང་ཡོད", "ང་ཡོང་སོང", "འདུག", "ང་འདུག", "སླེབས་སོང", "ང་སླེབས་སོང",
}  # fmt: skip
_NONE_OF_THESE = {
    "都不是", "全不是", "全都不是", "都不对", "以上都不是", "以上都不对",
    "一个都不是", "一个也不是", "没有一个", "没有一个是", "没有", "没得", "都没得", "都没有",
    "不是",
    "不对", "不是这些", "人工", "转人工",
    "none", "none of these", "no",
    "མིན", "མ་རེད", "ཚང་མ་མིན", "ཚང་མ་མ་རེད", "གང་ཡང་མིན", "གང་ཡང་མ་རེད", "འདི་དག་མིན", "གཅིག་ཀྱང་མིན",
    "ཀླད་ཀོར",
}  # fmt: skip
_TIBETAN_NUMBERS = {
    "གཅིག": 1, "གཉིས": 2, "གསུམ": 3, "དང་པོ": 1, "གཉིས་པ": 2, "གསུམ་པ": 3, "ཨང་དང་པོ": 1,
    "ཨང་གཉིས་པ": 2, "ཨང་གསུམ་པ": 3, "དང་པོ་དེ": 1, "གཉིས་པ་དེ": 2, "གསུམ་པ་དེ": 3,
    "first": 1, "second": 2, "third": 3, "one": 1, "two": 2, "three": 3,
}  # fmt: skip
_NUMBERS = {
    "0": 0, "〇": 0, "零": 0, "o": 0, "1": 1, "一": 1, "①": 1, "2": 2, "二": 2, "两": 2, "②": 2,
    "3": 3, "三": 3, "③": 3,
}  # fmt: skip
_NUMBER = re.compile(
    rf"^(?:我?选择?|按|是|问|ཨང་|no\.?)? ?第? ?(?P<number>[{''.join(_NUMBERS)}])"
    r" ?(?:个|条|项|题|号|点|种|个问题|པ|དེ|པ་དེ)?$"
)


def is_opt_out(text: str) -> bool:
    """Whether a message asks for no more texts and says nothing else."""
    said = _strip(text)
    bare = _GREETING.sub("", said).strip(_AROUND) or said
    forms = {said, bare, _OPT_OUT_PREFIX.sub("", bare)}
    return any(each in _KEYS_OUT or _OPT_OUT_SENTENCE.fullmatch(each) for each in forms)


def is_opt_in(text: str) -> bool:
    """Whether a message asks for texts again and says nothing else."""
    return _strip(text) in _KEYS_IN


def is_back_word(text: str) -> bool:
    """Whether somebody on call says that they are there again (B30), and nothing else."""
    return _strip(text) in _KEYS_BACK or make_search_key(text).strip(_AROUND) in _KEYS_BACK


def read_choice(text: str) -> int | None:
    """The number 0 to 3 that a message says and nothing else, 0 also for "none of these"."""
    said = _strip(text)
    if said in _KEYS_NONE:
        return 0
    if said in _KEYS_NUMBER:
        return _KEYS_NUMBER[said]
    found = _NUMBER.match(said)
    return _NUMBERS[found["number"]] if found else None


def _strip(text: str) -> str:
    shown = "".join(x for x in _SHOWN_BEHIND.sub("", text) if unicodedata.category(x) != "So")
    said = _BETWEEN_HAN.sub("", make_search_key(shown).strip(_AROUND))
    if again := _SAID_AGAIN.fullmatch(said):
        said = again[1]
    bare = _AFTER.sub("", _BEFORE.sub("", said)).strip(_AROUND)
    return bare or said


def _make_keys(words: set[str]) -> frozenset[str]:
    return frozenset(make_search_key(word).strip(_AROUND) for word in words)


_KEYS_OUT = _make_keys(_OPT_OUT)
_KEYS_IN = _make_keys(_OPT_IN)
_KEYS_BACK = _make_keys(_BACK)
_KEYS_NONE = _make_keys(_NONE_OF_THESE)
_KEYS_NUMBER = {
    key: number for word, number in _TIBETAN_NUMBERS.items() for key in _make_keys({word})
}
