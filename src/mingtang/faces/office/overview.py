"""What leaders see at a glance (全局一览): what is late and where, and the figures of the month."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from mingtang.editorial.sites.enums import SiteState
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import BEIJING, beijing_date
from mingtang.institution.figures.queries import count, visible_figures
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import Miss, Obligation
from mingtang.institution.obligations.queries.lists import READ, overdue_visible_to
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import names_of_units
from mingtang.institution.regulations.enums import RuleKind
from mingtang.workbench.approvals.queries import steps_waiting_for
from mingtang.workbench.backoffice.keyset import capped_counts
from mingtang.workbench.backoffice.start import Figure, StartPanel, register_start_panel

LATE_UNITS = 8
MOST_COUNTED = 1_000_000
RELEASED = "articles.released"
REPLIES = "reply."  # how the rules of answers are named in every pack
LEADERS = (Post.PRINCIPAL_LEADER, Post.LEADER_IN_CHARGE)


def to_sign(person: Person, powers: Powers, at: datetime) -> Iterator[Figure]:
    """Yield how much waits for this person's signature."""
    number = len({step.round_id for step in steps_waiting_for(person, at=at)})
    tone = "warn" if number else "good"
    yield Figure("待我审签", f"{number} 件", reverse("approvals:waiting"), tone=tone)


def late_by_unit(person: Person, powers: Powers, at: datetime) -> Iterator[Figure]:
    """Yield the units with the most overdue things, and how many others have some."""
    if not powers.holds(READ):
        return
    rows = overdue_visible_to(person, at).order_by()
    late = rows.values_list("unit_key").annotate(number=Count("pk")).order_by("-number", "unit_key")
    found = list(late)
    if not found:
        yield Figure("没有逾期未办的事项", "0 件", reverse("obligations:overdue"), tone="good")
        return
    names = names_of_units(code for code, _ in found[:LATE_UNITS])
    for code, number in found[:LATE_UNITS]:
        query = urlencode({"unit": code})
        url = f"{reverse('obligations:overdue')}?{query}"
        yield Figure(names.get(code, "已撤销的单位"), f"{number} 件", url, tone="bad")
    if len(found) > LATE_UNITS:
        rest = sum(number for _, number in found[LATE_UNITS:])
        label = f"其他 {len(found) - LATE_UNITS} 个单位"
        yield Figure(label, f"{rest} 件", reverse("obligations:overdue"), tone="bad")


def month_figures(person: Person, powers: Powers, at: datetime) -> Iterator[Figure]:
    """Yield the month so far: what went online, answers in time, missed quotas, sites offline."""
    today = beijing_date(at)
    first = today.replace(day=1)
    released = visible_figures(person, at=at, measure=RELEASED, since=first, until=today)
    query = urlencode({"measure": RELEASED, "since": first.isoformat(), "until": today.isoformat()})
    yield Figure("上线稿件", f"{count(released)} 篇", f"{reverse('figures:show')}?{query}")
    stopped = GovSite.objects.visible_to(person, at).in_state(SiteState.SUSPENDED)
    since = datetime.combine(first, time.min, BEIJING)
    due = Obligation.objects.visible_to(person, at).filter(due_at__gte=since, due_at__lte=at)
    answers = due.filter(kind=RuleKind.DUTY, rule_id__startswith=REPLIES)
    missed = Miss.objects.filter(obligation__in=due.filter(kind=RuleKind.QUOTA), is_revoked=False)
    told = capped_counts(
        stopped, answers, answers.filter(state=ObligationState.MET), missed, cap=MOST_COUNTED
    )
    down, *promises = (one.number for one in told)
    if powers.holds(READ):
        yield from _promises_of_month(*promises)
    if down:
        url = f"{reverse('sites:sites')}?{urlencode({'state': SiteState.SUSPENDED.value})}"
        yield Figure("临时下线的网站", f"{down} 个", url, tone="bad")


def _promises_of_month(answers: int, in_time: int, missed: int) -> Iterator[Figure]:
    if answers:
        share = f"{in_time} / {answers}"
        tone = "good" if in_time == answers else "warn"
        yield Figure("来信按时办理", share, tone=tone, note="到期的办理时限中按时办结的")
    yield Figure("未完成的定期报送", f"{missed} 次", tone="bad" if missed else "good")


register_start_panel(LEADERS, StartPanel("to-sign", "待我审签", order=1, figures=to_sign))
register_start_panel(
    LEADERS, StartPanel("late", "逾期事项（按单位）", order=2, figures=late_by_unit)
)
register_start_panel(LEADERS, StartPanel("month", "本月情况", order=3, figures=month_figures))
