import pytest

from mingtang.ground.foundation.decisions import YES, Reason, Refused, no


def test_a_decision_is_yes_until_something_speaks_against_it() -> None:
    assert YES
    assert YES & YES
    YES.require()


def test_a_refusal_keeps_every_reason() -> None:
    refusal = no("title.empty", "请填写标题", "title") & YES & no("body.empty", "请填写正文")
    assert not refusal
    with pytest.raises(Refused, match="请填写标题；请填写正文") as refused:
        refusal.require()
    assert refused.value.reasons == (
        Reason("title.empty", "请填写标题", "title"),
        Reason("body.empty", "请填写正文"),
    )


def test_sentences_of_several_reasons_follow_each_other() -> None:
    decision = (
        no("a", "这一轮办理已经结束。")
        & no("b", "已经有人办理，请刷新页面。")
        & no("c", "请填写标题")
    )
    with pytest.raises(Refused) as refused:
        decision.require()
    assert str(refused.value) == "这一轮办理已经结束。已经有人办理，请刷新页面。请填写标题"
