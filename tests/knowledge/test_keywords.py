"""Commands in texts: with all that people write around them, and nothing that says more."""

from __future__ import annotations

import pytest

from knowledge.keywords import is_back_word, is_opt_in, is_opt_out


@pytest.mark.parametrize(
    "text",
    [
        *(
            "退订",
            "【退订】",
            "“退订”",
            "TD退订",
            "回T退订",
            "回复TD退订",
            "td",
            "T",
            "t。",
            "拒收短信",
            "请退订",
            "我要退订！",
        ),
        *(
            "STOP",
            "Stop.",
            "REVOKE",
            "OPTOUT",
            "opt-out",
            "stop all",
            "(unsubscribe)",
            "退订了",
            "退 订",
        ),
        *("མཚམས་འཇོག", "འཕྲིན་མི་དགོས།", "འཕྲིན་ཐུང་མི་དགོས", "ＴＤ", "ＳＴＯＰ"),
    ],
)
def test_b103_opting_out_in_any_dress(text: str) -> None:
    assert is_opt_out(text)
    assert not is_opt_in(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "我想取消预约",
            "停止侵权怎么起诉",
            "退订酒店不退钱怎么办",
            "end of contract?",
            "不要再发工资条了",
            "t恤质量差",
            "",
        ),
        *("拒收短信费用谁出", "取消婚约彩礼退不退", "…", "12348"),
    ],
)
def test_a_message_that_says_more_is_none(text: str) -> None:
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    "text", ["1", "1。", "１", "༡", "在。", "在岗！", "Ready.", "【1】", "ཡོད།", "我回来了"]
)
def test_ready_again_in_any_dress(text: str) -> None:
    assert is_back_word(text)


@pytest.mark.parametrize("text", ["11", "在吗", "1个问题", "ready to sue", ""])
def test_words_of_a_caller_make_nobody_ready(text: str) -> None:
    assert not is_back_word(text)


@pytest.mark.parametrize("text", ["start", "恢复短信", "【恢复】", "འཕྲིན་དགོས།"])
def test_wanting_texts_again(text: str) -> None:
    assert is_opt_in(text)


@pytest.mark.parametrize(
    "text",
    [
        *("退订🙏", "退订👍🏽", "退订退订", "STOP, STOP", "TD-退订", "t:退订", "T退", "0000退订"),
        *("您好，退订", "帮我退订", "退订本号码", "<TD>", "T D", "R", "拒收簡訊", "停止发送"),
        *(
            "不要给我发短信了",
            "别再给我发短信",
            "不想再收到短信",
            "请停止发送短信",
            "取消短信",
            "不需要短信",
        ),
        *("stop texting me", "Do not text me", "opt–out", "OPT_OUT", "unsub"),
        *("མཚམས་འཇོག་རོགས།", "ང་ལ་འཕྲིན་ཐུང་མ་གཏོང་།", "༼མཚམས་འཇོག༽"),
    ],
)
def test_b103_opting_out_in_a_whole_sentence_or_with_a_picture(text: str) -> None:
    assert is_opt_out(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "退",
            "我要退",
            "退钱",
            "不要",
            "拒绝",
            "取消预约",
            "取消信息不公开",
            "停止发工资",
            "别发火",
        ),
        *("不想收到传票", "不需要短信验证码怎么办", "R&D", "tt", "0000"),
    ],
)
def test_b103_part_of_a_way_to_opt_out_is_none(text: str) -> None:
    assert not is_opt_out(text)


@pytest.mark.parametrize(
    "text", ["1️⃣", "在👍", "已到岗", "我在岗", "可以接听了", "I'm ready", "ང་སླེབས་སོང་།", "1 1 1 1"]
)
def test_ready_again_in_more_words(text: str) -> None:
    assert is_back_word(text) is (text != "1 1 1 1"), "four figures may mean anything"
