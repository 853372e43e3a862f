"""Drafts of answers, phrases, published answers, quality checks and figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.institution.organization.authority import authority
from mingtang.service.responses.enums import CheckState, DraftState
from mingtang.service.responses.policies.checks import SenderFacts
from mingtang.service.responses.policies.publication import answer_path
from mingtang.spine.vault.fields import EncryptedTextField
from mingtang.workbench.casework.models import Case

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

TEXT = "response.text"
WAITS = timedelta(days=90)  # how long the start page asks for the release of a pair


class AnswerDraftQuerySet(models.QuerySet["AnswerDraft"]):
    """Drafts, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> AnswerDraftQuerySet:
        """Return those of cases that a person may see."""
        return self.filter(case__in=Case.objects.visible_to(person, at=at).values("pk"))


class AnswerDraft(models.Model):
    """The answer to a case while it is written and reviewed (答复稿); its text may name people."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="answer_draft")
    state = models.CharField(
        "状态", max_length=10, choices=DraftState.choices(), default=DraftState.WRITING.value
    )
    text = EncryptedTextField("答复", blank=True, purpose=TEXT)
    version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField("修改时间")
    round = models.ForeignKey(
        "approvals.ApprovalRound",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="审签单",
    )

    objects = AnswerDraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答复稿"

    def __str__(self) -> str:
        return f"{self.case.number} 答复稿"


def facts_of_sender(case: Case) -> SenderFacts:
    """Return what is known of the sender of a case, for checks alone."""
    return SenderFacts(case.name, case.phone, case.address)


class AnswerPhraseQuerySet(models.QuerySet["AnswerPhrase"]):
    """Phrases, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> AnswerPhraseQuerySet:
        """Return those of units in which a person handles cases."""
        units = authority.powers_of(person, at).units_where("casework.handle")
        return self.filter(units.as_code_q("unit"), retired_at=None)


class AnswerPhrase(models.Model):
    """Words that a unit uses in many answers (常用语)."""

    unit = models.CharField("单位", max_length=40)
    title = models.CharField("名称", max_length=40)
    text = models.TextField("内容", max_length=2000)
    changed_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField("修改时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    objects = AnswerPhraseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        indexes = [models.Index(fields=["unit", "title"], name="responses_phrase")]

    def __str__(self) -> str:
        return self.title


class RedactionQuerySet(models.QuerySet["Redaction"]):
    """Redacted pairs, read as adjectives."""

    def waiting(self, at: datetime) -> RedactionQuerySet:
        """Return those of the last quarter that were never released, the longest waiting first."""
        rows = self.filter(written_at__gte=at - WAITS, case__published_answer=None)
        return rows.order_by("written_at", "pk")


class Redaction(models.Model):
    """Question and answer as they are to be shown to everyone, until they are released (公开稿)."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="redaction")
    title = EncryptedTextField("标题", blank=True, purpose=TEXT)
    question = EncryptedTextField("来件", blank=True, purpose=TEXT)
    answer = EncryptedTextField("答复", blank=True, purpose=TEXT)
    version = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    written_at = models.DateTimeField("修改时间")

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开稿"
        indexes = [models.Index(fields=["written_at"], name="responses_redaction_waiting")]

    def __str__(self) -> str:
        return f"{self.case.number} 公开稿"


class PublishedAnswerQuerySet(models.QuerySet["PublishedAnswer"]):
    """Published answers, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> PublishedAnswerQuerySet:
        """Return those of cases that a person may see, and of sites where the person releases."""
        sites = authority.powers_of(person, at).sites_where("responses.release")
        own = Q(case__in=Case.objects.visible_to(person, at=at).values("pk"))
        return self.filter(own | sites.as_q("site__code"))

    def live(self) -> PublishedAnswerQuerySet:
        """Return those that everyone can read, the newest first."""
        return self.filter(is_live=True).order_by("-released_at", "-pk")


class PublishedAnswer(models.Model):
    """Question and answer as everyone reads them in the response column (公开的答复).

    Nothing here names the sender. When it is taken down the texts go, the row stays.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="published_answer")
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    category = models.CharField(max_length=30)
    category_label = models.CharField("种类", max_length=40)
    unit = models.CharField("答复单位", max_length=40)
    unit_name = models.CharField("答复单位", max_length=120)
    title = models.CharField("标题", max_length=120, blank=True)
    question = models.TextField("来件", blank=True)
    answer = models.TextField("答复", blank=True)
    about = models.BigIntegerField("所问文件", null=True)
    received_at = models.DateTimeField("收到时间")
    answered_at = models.DateTimeField("答复时间")
    working_days = models.PositiveIntegerField("用时（工作日）", null=True)
    released_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    released_at = models.DateTimeField("公开时间")
    is_live = models.BooleanField("公开中", default=True)
    taken_down_at = models.DateTimeField("撤下时间", null=True)

    objects = PublishedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开的答复"
        indexes = [
            models.Index(fields=["-released_at", "-id"], name="responses_newest"),
            models.Index(fields=["site", "is_live", "-released_at"], name="responses_of_site"),
            models.Index(
                fields=["about", "site"], name="responses_about", condition=Q(about__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or "（已撤下）"

    @property
    def subject(self) -> str:
        """The opaque key under which pages and tombstones speak of it."""
        return f"response:{self.pk}"

    def beside(self) -> tuple[PublishedAnswerQuerySet, PublishedAnswerQuerySet]:
        """Return the next newer and the next older answer of the site, each as at most one row."""
        rows = PublishedAnswer.objects.live().filter(site=self.site_id).exclude(pk=self.pk)
        same = Q(released_at=self.released_at)
        newer = Q(released_at__gt=self.released_at) | same & Q(pk__gt=self.pk)
        older = Q(released_at__lt=self.released_at) | same & Q(pk__lt=self.pk)
        return rows.filter(newer).order_by("released_at", "pk")[:1], rows.filter(older)[:1]

    @property
    def path(self) -> str:
        """Where its page is."""
        return answer_path(self.pk, self.released_at)


CHECK = "responses.check"


class SampleDrawQuerySet(models.QuerySet["SampleDraw"]):
    """Samples, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SampleDrawQuerySet:
        """Return those of desks whose answers a person may check."""
        units = authority.powers_of(person, at).units_where(CHECK)
        return self.filter(units.as_code_q("desk_unit"))


class SampleDraw(models.Model):
    """The sample of a month's answers (抽查样本): drawn once, by the seed stored here.

    `month` is its first day. `seed` is the check value of the last sealed event at the drawing.
    """

    desk_unit = models.CharField("转办单位", max_length=40)
    month = models.DateField("月份")
    seed = models.CharField("种子", max_length=64)
    share = models.PositiveSmallIntegerField("抽取比例")
    at_least = models.PositiveSmallIntegerField("每单位至少")
    pack = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=64)
    drawn_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField("抽取时间")

    objects = SampleDrawQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查样本"
        constraints = [
            models.UniqueConstraint(fields=["desk_unit", "month"], name="responses_draw_once")
        ]

    def __str__(self) -> str:
        return f"{self.month.year}年{self.month.month}月答复质量抽查"


class QualityCheckQuerySet(models.QuerySet["QualityCheck"]):
    """Sheets, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> QualityCheckQuerySet:
        """Return those that a person may mark, and the marked ones of cases the person may see."""
        units = authority.powers_of(person, at).units_where(CHECK)
        own = Q(case__in=Case.objects.visible_to(person, at=at).values("pk"))
        marked = own & ~Q(state=CheckState.WAITING.value)
        return self.filter(units.as_code_q("draw__desk_unit") | marked)


class QualityCheck(models.Model):
    """The sheet on which the answer to a drawn case is marked by the criteria of the rule (抽查单)."""

    draw = models.ForeignKey(SampleDraw, models.PROTECT, related_name="checks")
    case = models.ForeignKey(Case, models.PROTECT, related_name="checks")
    unit = models.CharField("承办单位", max_length=40)
    rank = models.CharField("抽取值", max_length=64)
    place = models.PositiveIntegerField("次序")
    population = models.PositiveIntegerField("本单位答复")
    state = models.CharField(
        "状态", max_length=10, choices=CheckState.choices(), default=CheckState.WAITING.value
    )
    points = models.JSONField("得分", default=dict)
    score = models.PositiveSmallIntegerField("折合得分", null=True)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+", verbose_name="评分人"
    )
    checked_at = models.DateTimeField("评分时间", null=True)

    objects = QualityCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查单"
        constraints = [
            models.UniqueConstraint(fields=["draw", "case"], name="responses_check_once")
        ]

    def __str__(self) -> str:
        return f"{self.case.number} 抽查单"


class _Counts(models.Model):
    """What one case, or a unit's month, adds to the figures.

    `days` is a sum of working days, over `timed` cases.
    """

    site = models.CharField("网站", max_length=40)
    unit = models.CharField("单位", max_length=40)
    month = models.DateField("月份")
    received = models.PositiveIntegerField("收到", default=0)
    answered = models.PositiveIntegerField("已答复", default=0)
    on_time = models.PositiveIntegerField("按时", default=0)
    judged = models.PositiveIntegerField("有时限结论", default=0)
    rated = models.PositiveIntegerField("已评价", default=0)
    satisfied = models.PositiveIntegerField("评价满意", default=0)
    days = models.PositiveIntegerField("用时合计", default=0)
    timed = models.PositiveIntegerField("计时", default=0)

    class Meta:
        abstract = True


class ResponseCell(_Counts):
    """The figures of a site, a unit and a month of receipt; pending cases are not included."""

    class Meta:
        verbose_name = verbose_name_plural = "办理情况统计"
        constraints = [
            models.UniqueConstraint(fields=["site", "unit", "month"], name="responses_cell_once")
        ]


class CountedResponse(_Counts):
    """What a case added to its cell; subtracted again on the next event about it."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "已计入统计的办件"
        indexes = [models.Index(fields=["unit"], name="responses_counted_unit")]


class PendingResponse(models.Model):
    """A case with recent events: it is counted live until it is counted into its cell."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "待计入统计的办件"
        indexes = [models.Index(fields=["changed_at"], name="responses_pending")]
