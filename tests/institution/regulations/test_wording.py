import pytest

from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.schema import Rule
from mingtang.institution.regulations.wording import in_words

RULES = [rule for name in bundled_packs() for rule in load_pack(name).rules.values()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.pack}:{rule.id}")
def test_every_rule_can_be_said(rule: Rule) -> None:
    assert in_words(rule)


@pytest.mark.parametrize(
    ("pack", "rule_id", "words"),
    [
        ("xuancheng", "reply.claim", "2小时内（下班时间不计）"),
        ("national", "reply.valued_opinion", "7个工作日内，可延长，合计15个工作日内"),
        ("luan", "account.change_to_city_office", "提前7个工作日"),
        ("luan", "reply.foreign_matter", "当日"),
        ("hainan", "submission.column_material", "2015-07-20前"),
        ("xuancheng", "monitoring.rectification", "按各件写明的期限"),
        ("xingning", "submission.weekly_quota", "每周至少1次，连续3次不足的提请核实"),
        ("luan", "account.posts_quota", "每周按自定数量"),
        ("luan", "account.update", "间隔不超过15日"),
        ("national", "columns.kept_up", "间隔不超过自定周期"),
        ("luan", "review.list", "经政治关、政策关、法律关、文字关、保密关、舆情关"),
        ("xingning", "submission.approval", "分管领导审核 → 主要领导审核（重大信息）"),
        ("luan", "account.change_approval", "经市政府办公室和市网宣办"),
        ("hainan", "submission.classes", "共8项"),
    ],
)
def test_demand_in_words(pack: str, rule_id: str, words: str) -> None:
    assert in_words(load_pack(pack).rules[rule_id]) == words
