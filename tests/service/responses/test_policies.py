"""What a machine remarks about an answer."""

from mingtang.service.responses.policies.checks import SenderFacts, remarks_on

SENDER = SenderFacts("闻人无双", "13912345678", "明州市人民路1号")
LONG = "您反映的问题已经核实，我们会在月底前办结，谢谢您的来信。"


def _labels(text: str) -> list[str]:
    return [one.label for one in remarks_on(text, SENDER)]


def test_people_and_wording_that_helps_nobody_are_remarked() -> None:
    assert _labels(LONG) == []
    for planted in ("闻人无双", "13912345678", "明州市人民路1号", "34180219900101001X", "2栋"):
        assert _labels(f"{LONG}{planted}") == ["个人信息"], planted
    assert _labels(f"{LONG}请自行解决。") == ["用语"]
    assert _labels("已办。") == ["内容"]


def test_a_remark_shows_no_number_in_full() -> None:
    assert all("13912345678" not in one.text for one in remarks_on("电话13912345678", SENDER))
