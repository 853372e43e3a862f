from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.policies.statements import SiteCard, default_text, marks_of
from mingtang.editorial.directory.policies.texts import check_statement, filled, parts_of

CARD = SiteCard(
    name="明州市教育局", host="明州市教育局", domain="jyj.example.cn", phone="0550-3000001"
)


def test_short_lines_with_numbers_are_headings() -> None:
    text = "引言。\n\n 一、提供什么 \n一、这一段话是正文，说明网站提供什么内容。\n第一条"
    found = [(part.text, part.is_heading) for part in parts_of(text)]
    assert found == [
        ("引言。", False),
        ("一、提供什么", True),
        ("一、这一段话是正文，说明网站提供什么内容。", False),
        ("第一条", False),
    ]


def test_facts_of_the_site_stand_in_for_marks() -> None:
    marks = marks_of(CARD)
    assert filled("请拨【电话】或写信到【邮箱】。", marks) == "请拨0550-3000001或写信到【邮箱】。"
    assert check_statement("请拨【电话】。", marks)
    codes = [
        one.code for one in check_statement("写信到【邮箱】【传真】" + "长" * 20_000, marks).reasons
    ]
    assert codes == ["directory.too_long", "directory.empty_mark", "directory.unknown_mark"]


def test_statements_to_begin_with_need_no_fact_that_a_site_lacks() -> None:
    for kind in StatementKind:
        text = default_text(kind, CARD)
        assert check_statement(text, marks_of(CARD)), kind
        assert "【" not in filled(text, marks_of(CARD))
        assert bool(text) is (kind is not StatementKind.OVERVIEW)
    with_operator = SiteCard(name="明州市", host="明州市人民政府", operator="市政府办公室")
    assert "【承办单位】承办" in default_text(StatementKind.ABOUT, with_operator)
