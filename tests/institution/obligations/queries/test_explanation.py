from datetime import date

import pytest

from mingtang.institution.obligations.actions import (
    amend_calendar,
    open_quota_periods,
    recalculate_obligations,
)
from mingtang.institution.obligations.enums import LineKind
from mingtang.institution.obligations.enums import ObligationState as State
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.obligations.policies.notice_days import DayChange
from mingtang.institution.obligations.queries.explanation import Explanation, explain
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.models import Binding
from mingtang.spine.events.testing import drain
from tests.factories.obligations import moment
from tests.factories.organization import PersonFactory, PostHoldingFactory
from tests.institution.obligations.conftest import Tell, build_city, the

ARRIVED = {"desk": "office", "kind": "notice", "urgent": True}


def texts(explanation: Explanation, kind: LineKind) -> list[str]:
    return [line.text for line in explanation.lines if line.kind is kind]


def test_duty_is_explained_day_by_day(city: Unit, heard: Tell) -> None:
    Unit.objects.filter(code="office").update(name="明州市人民政府办公室")
    heard("submission.arrived", "article:1", "2026-04-30 10:00", **ARRIVED)
    told = explain(the("submission.desk"), moment("2026-05-06 09:30"))

    assert texts(told, LineKind.CLAUSE) == [
        "《兴宁市政府网站管理办法（试行）》（兴市府办〔2014〕19号）第二十七条："
        "编辑、发布报送信息，1个工作日内",
        "约束力度：“一般”，逾期计数并公示，不直接算违规",
    ]
    [opened] = [line for line in told.lines if line.kind is LineKind.OPENED]
    assert opened.text.startswith("送达编辑部（第")
    assert opened.text.endswith("由明州市人民政府办公室承担")
    assert opened.at == moment("2026-04-30 10:00")
    days = texts(told, LineKind.DAY)
    assert days[0] == "2026-04-30 不计：周四，工作日，起算当日不计入"
    assert days[1] == "2026-05-01 不计：周五，劳动节放假，不计入"
    assert days[-1] == "2026-05-06 第1日：周三，工作日"
    assert texts(told, LineKind.DUE) == ["截止时间：2026年5月6日 23:59:59"]
    assert texts(told, LineKind.OUTCOME) == ["状态：进行中，距截止还有14小时29分钟"]


def test_past_day_is_explained_as_it_was_known(city: Unit, heard: Tell) -> None:
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    heard("submission.returned", "article:1", "2026-03-13 09:00", by="office")
    desk = the("submission.desk")

    assert explain(desk, moment("2026-03-12 09:00")).state is State.OPEN
    assert explain(desk, moment("2026-03-13 08:00")).state is State.OVERDUE
    late = explain(desk, moment("2026-03-20 08:00"))
    assert late.state is State.MET_LATE
    assert texts(late, LineKind.OUTCOME)[0].startswith(
        "逾期：2026年3月12日 23:59:59未完成，2026年3月13日 09:00才完成"
    )


def test_past_day_goes_by_the_calendar_of_that_day(city: Unit, heard: Tell) -> None:
    keeper = PersonFactory(unit=city)
    PostHoldingFactory(person=keeper, post=Post.PLATFORM_OPERATOR, unit=city)
    heard("newmedia.account.opened", "account:1", "2026-12-30 10:00")
    amend_calendar(
        actor=keeper,
        at=moment("2026-12-31 09:00"),
        document="国务院办公厅关于2027年部分节假日安排的通知",
        days=[DayChange(date(2027, 1, 1), False, "元旦")],
        completes_year=2027,
    )
    recalculate_obligations(moment("2026-12-31 09:01"))
    filing = the("account.opening_to_city_office")

    before = explain(filing, moment("2026-12-30 12:00"))
    assert before.provisional
    assert "暂定" in texts(before, LineKind.DUE)[0]
    assert before.due_at == moment("2027-01-04 23:59:59")
    after = explain(filing, moment("2026-12-31 09:01"))
    assert (after.provisional, after.due_at) == (False, moment("2027-01-05 23:59:59"))
    assert after.due_at == filing.due_at
    assert "2027-01-01 不计：周五，元旦放假，不计入" in texts(after, LineKind.DAY)


def test_marks_are_told_with_what_they_did(city: Unit, heard: Tell) -> None:
    Unit.objects.filter(code="health").update(name="明州市卫生健康委员会")
    heard("casework.case.valued", "case:1", "2026-03-02 10:00", unit="edu")
    heard("casework.case.transferred", "case:1", "2026-03-03 10:00", unit="health")
    heard("casework.case.extended", "case:1", "2026-03-10 10:00")
    heard("casework.case.extended", "case:1", "2026-03-11 10:00")
    told = explain(the("reply.valued_opinion"), moment("2026-03-12 10:00"))

    [moved, extended, again] = texts(told, LineKind.MARK)
    assert moved.startswith("转给其他单位")
    assert moved.endswith("转交，转由明州市卫生健康委员会承担")
    assert extended.endswith("延长期限")
    assert again.endswith("延长期限（截止时间不变）")
    assert "经延长合计15个工作日内" in texts(told, LineKind.CLAUSE)[0]
    assert told.due_at == moment("2026-03-23 23:59:59")


def test_extension_after_the_end_is_told_to_be_without_effect(city: Unit, heard: Tell) -> None:
    heard("casework.case.valued", "case:1", "2026-03-02 10:00", unit="edu")
    heard("casework.case.extended", "case:1", "2026-03-12 10:00")
    told = explain(the("reply.valued_opinion"), moment("2026-03-13 10:00"))

    assert texts(told, LineKind.MARK)[0].endswith("延长期限（已过期限，不改变截止时间）")


def test_duty_ahead_is_explained_backwards(city: Unit, heard: Tell) -> None:
    heard("newmedia.change.planned", "account:1", "2026-05-12 09:00", effective_on="2026-05-29")
    told = explain(the("account.change_to_city_office"), moment("2026-05-12 09:00"))

    assert texts(told, LineKind.OPENED)[1] == "按事项写明的时间起算"
    days = texts(told, LineKind.DAY)
    assert days[0] == "2026-05-29 不计：周五，工作日，倒推基准日不计入"
    assert days[-1] == "2026-05-20 第7日：周三，工作日"


def test_quota_is_explained_with_what_was_counted(city: Unit, heard: Tell) -> None:
    Binding.objects.update(valid_from=date(2026, 3, 9))
    heard("submission.arrived", "article:1", "2026-03-10 09:00", by="edu")
    heard("submission.arrived", "article:2", "2026-03-17 09:00", by="edu")
    open_quota_periods(moment("2026-03-17 10:00"))
    share = Obligation.objects.get(rule_id="submission.weekly_quota", unit_key="edu")
    told = explain(share, moment("2026-03-17 10:00"))

    assert "每周至少1次" in texts(told, LineKind.CLAUSE)[0]
    assert texts(told, LineKind.OPENED)[0].startswith("2026-03-09至2026-03-15为一个周期")
    [counted] = texts(told, LineKind.MARK)
    assert counted.startswith("送达编辑部")
    assert counted.endswith("计入")
    assert texts(told, LineKind.OUTCOME) == ["应计1条，已计1条", "状态：按时完成"]


def test_freshness_is_explained_from_its_latest_renewal(city: Unit, heard: Tell) -> None:
    heard("newmedia.account.opened", "account:1", "2026-03-02 10:00")
    heard("newmedia.post.released", "account:1", "2026-03-10 10:00")
    told = explain(the("account.update"), moment("2026-03-11 10:00"))

    assert "间隔不超过15日" in texts(told, LineKind.CLAUSE)[0]
    assert texts(told, LineKind.MARK)[0].endswith("更新")
    assert texts(told, LineKind.DAY)[-1].startswith("2026-03-25 第15日")


def test_freshness_with_many_renewals_reads_and_tells_the_latest(city: Unit, heard: Tell) -> None:
    heard("newmedia.account.opened", "account:1", "2026-03-02 10:00")
    for day in range(2, 20):
        for hour in (11, 14, 17):
            heard("newmedia.post.released", "account:1", f"2026-03-{day:02} {hour}:00")
    told = explain(the("account.update"), moment("2026-03-20 10:00"))

    assert len(texts(told, LineKind.MARK)) == 49
    assert told.due_at == the("account.update").due_at


def test_column_without_a_cycle_says_so(city: Unit, heard: Tell) -> None:
    heard("sites.column.opened", "column:1", "2026-03-02 10:00", update_cycle="", site_kind="portal",
          responsible_unit="edu")  # fmt: skip
    told = explain(the("columns.kept_up"), moment("2026-03-20 10:00"))

    assert texts(told, LineKind.DUE) == ["没有登记更新周期，不计时"]


def test_shortened_week_is_told(db: None, heard: Tell) -> None:
    build_city("luan")
    Binding.objects.update(valid_from=date(2026, 4, 6))
    heard("newmedia.account.plan_set", "account:1", "2026-03-10 09:00", posts_per_week=5)
    open_quota_periods(moment("2026-04-06 10:00"))
    told = explain(the("account.posts_quota"), moment("2026-04-06 10:00"))

    assert texts(told, LineKind.DAY) == ["本周有4个工作日，假期周按工作日折算"]
    assert texts(told, LineKind.OUTCOME)[0] == "应计4条，已计0条"


@pytest.mark.parametrize("text", ["2026-03-11 10:00", "2026-03-13 09:00"])
def test_explanation_agrees_with_the_row(city: Unit, heard: Tell, text: str) -> None:
    heard("submission.arrived", "article:1", "2026-03-11 10:00", **ARRIVED)
    drain(moment(text))
    desk = the("submission.desk")
    told = explain(desk, moment(text))

    assert (told.due_at, told.provisional) == (desk.due_at, desk.provisional)
    assert told.pack_version == desk.pack_version
