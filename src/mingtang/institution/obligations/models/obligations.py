"""Promises, the due moments they missed, and the quota periods that were opened."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.institution.obligations.enums import LIVE_STATES, NoticeTopic, ObligationState
from mingtang.institution.organization.authority import authority
from mingtang.institution.regulations.enums import CLOCK_KINDS, Strength

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

_LIVE = Q(state__in=[state.value for state in LIVE_STATES])
_KINDS = [(kind.value, kind.label) for kind in CLOCK_KINDS]


def seen_by(person: "Person", at: datetime) -> Q:
    """Return the condition for promises of units in which the person may read obligations."""
    scope = authority.units_where(person, "obligations.read", at)
    return Q() if scope.all else Q(unit_key__in=scope.codes)


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Promises, read as adjectives. Lists are in the order of :data:`ORDER`."""

    def live(self) -> "ObligationQuerySet":
        """Those that still wait for someone."""
        return self.filter(decided_at__isnull=True)

    def overdue(self) -> "ObligationQuerySet":
        """Those whose due moment passed and that still wait."""
        return self.filter(state=ObligationState.OVERDUE)

    def binding(self) -> "ObligationQuerySet":
        """Those whose clause says `must`: only they are a breach when missed."""
        return self.filter(strength=Strength.MUST)

    def owed_by(self, *units: str) -> "ObligationQuerySet":
        """Those that the units with these codes owe now."""
        return self.filter(unit_key__in=units)

    def about(self, subject: str) -> "ObligationQuerySet":
        """Those of one thing (`submission:12`), as its page shows them."""
        return self.filter(subject=subject)

    def visible_to(self, person: "Person", at: datetime) -> "ObligationQuerySet":
        """Those of units in which the person may read obligations."""
        return self.filter(seen_by(person, at))

    def after(self, due_at: datetime, pk: int) -> "ObligationQuerySet":
        """Those behind a row in the order of their deadlines: paging by the last key seen."""
        return self.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk), due_at__gte=due_at)


class ObligationRow(models.Model):
    """What is stored of a promise (时限事项): a rule applied to one promise key, one unit, one period.

    Only a quota has a period. Everything from `unit_key` on is worked out by a replay of the marks and could be worked out
    again. `due_at` is never empty; `paused_at` says that it does not run at present. `next_at` is
    the next moment at which the sweep has something to do here, empty when there is none;
    `judged_at` and `edition` say for which moment and by which calendar it was worked out.
    """

    rule_id = models.CharField("规则", max_length=100)
    kind = models.CharField("类型", max_length=10, choices=_KINDS)
    pack = models.CharField("制度包", max_length=60)
    pack_version = models.CharField("制度包版本", max_length=64)
    strength = models.CharField("约束力度", max_length=15, choices=Strength.choices())
    subject = models.CharField("事项", max_length=200)
    promise_key = models.CharField("事项标识", max_length=200)
    site_key = models.CharField("网站", max_length=100, blank=True)
    opened_position = models.BigIntegerField("立案事件", null=True)
    opened_at = models.DateTimeField("开始时间")
    opened_unit = models.CharField("最初责任单位", max_length=100)
    starts_at = models.DateTimeField("起算时间")
    period_first = models.DateField("周期首日", null=True)
    period_last = models.DateField("周期末日", null=True)

    unit_key = models.CharField("责任单位", max_length=100)
    state = models.CharField(
        "状态", max_length=10, choices=ObligationState.choices(), default=ObligationState.OPEN
    )
    due_at = models.DateTimeField("截止时间")
    provisional = models.BooleanField("暂定", default=False)
    paused_at = models.DateTimeField("暂停时间", null=True)
    decided_at = models.DateTimeField("办结时间", null=True)
    number = models.PositiveIntegerField("已计数量", default=0)
    target = models.PositiveIntegerField("应计数量", default=0)
    renewed_at = models.DateTimeField("最近更新", null=True)
    limit = models.CharField("间隔上限", max_length=40, blank=True)
    touched_at = models.DateTimeField("最近一次记录", null=True)

    warn_at = models.DateTimeField("下一提醒点", null=True)
    warned_at = models.DateTimeField("已提醒到", null=True)
    notify_at = models.DateTimeField("应提醒时间", null=True)
    notify_topic = models.CharField(max_length=10, choices=NoticeTopic.choices(), blank=True)
    next_at = models.DateTimeField("下一动作时间", null=True)
    judged_at = models.DateTimeField("推算时点")
    edition = models.CharField("日历版本", max_length=16, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.rule_id} {self.subject} {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def is_live(self) -> bool:
        """Whether it still waits for someone."""
        return self.decided_at is None


class Obligation(ObligationRow):
    """A promise that waits, or that was decided not long ago."""

    objects = ObligationQuerySet.as_manager()

    class Meta(ObligationRow.Meta):
        verbose_name = verbose_name_plural = "时限事项"
        constraints = [
            models.UniqueConstraint(
                fields=["opened_position", "rule_id", "promise_key", "opened_unit"],
                condition=Q(opened_position__isnull=False),
                name="obligations_obligation_once_per_opening",
            ),
            models.UniqueConstraint(
                fields=["rule_id", "promise_key", "period_first"],
                condition=Q(period_first__isnull=False),
                name="obligations_obligation_once_per_period",
            ),
            models.CheckConstraint(
                name="obligations_obligation_decided_has_a_time",
                condition=_LIVE & Q(decided_at=None) | ~_LIVE & Q(decided_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
                name="obligations_sweep",
            ),
            models.Index(fields=["promise_key", "state"], name="obligations_promise_key"),
            models.Index(fields=["subject"], name="obligations_subject"),
            models.Index(
                fields=["unit_key", "due_at", "id"],
                condition=Q(decided_at__isnull=True),
                name="obligations_waiting_by_unit",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(decided_at__isnull=True),
                name="obligations_waiting",
            ),
            models.Index(
                fields=["edition", "id"],
                condition=Q(decided_at__isnull=True),
                name="obligations_edition",
            ),
            models.Index(
                fields=["decided_at", "id"],
                condition=Q(decided_at__isnull=False),
                name="obligations_decided",
            ),
        ]


class MissRow(models.Model):
    """A due moment that passed unmet (逾期记录): the one row that guards the one event.

    A replay writes it; the sweep declares it (`declared_at`, event `obligations.overdue`). A fact
    that arrives late and shows that nothing was missed sets `revoked_at`; the sweep says so too.
    """

    due_at = models.DateTimeField("截止时间")
    unit_key = models.CharField("责任单位", max_length=100)
    ended_at = models.DateTimeField("补办时间", null=True)
    declared_at = models.DateTimeField("认定时间", null=True)
    is_revoked = models.BooleanField("已撤销", default=False)
    revoked_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        abstract = True


class Miss(MissRow):
    """A missed due moment of a promise that is not in the archive."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="misses")

    class Meta(MissRow.Meta):
        verbose_name = verbose_name_plural = "逾期记录"
        constraints = [
            models.UniqueConstraint(
                fields=["obligation", "due_at"], name="obligations_miss_once_per_due_moment"
            )
        ]
        indexes = [
            models.Index(
                fields=["unit_key", "due_at", "id"],
                condition=Q(is_revoked=False),
                name="obligations_miss_by_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id} {self.due_at:%Y-%m-%d %H:%M}"


class QuotaOpening(models.Model):
    """Up to which period the quotas of a rule were opened below a unit (报送周期登记)."""

    rule_id = models.CharField(max_length=100)
    unit_key = models.CharField(max_length=100)
    pack_version = models.CharField(max_length=64)
    period_first = models.DateField()
    opened_at = models.DateTimeField()
    opened_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "报送周期登记"
        constraints = [
            models.UniqueConstraint(
                fields=["rule_id", "unit_key", "period_first"],
                name="obligations_quotaopening_once_per_period",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.unit_key} {self.period_first}"


class OwnQuota(models.Model):
    """A promise key with a quota of its own (一个账号的发布计划, say), and the unit that owes it."""

    code = models.CharField(max_length=100)
    promise_key = models.CharField(max_length=200)
    unit_key = models.CharField(max_length=100)
    since = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "自定数额事项"
        constraints = [
            models.UniqueConstraint(
                fields=["code", "promise_key"], name="obligations_ownquota_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.promise_key} {self.unit_key}"
