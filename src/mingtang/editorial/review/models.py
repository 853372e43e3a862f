"""Review rounds: which text passed which gates, by which clause."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.content.models import Article, Revision
from mingtang.editorial.review.enums import AFTERWARDS, COUNTERSIGN_RIGHT, KIND, LinkState
from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.authority import authority
from mingtang.workbench.approvals.models import ApprovalRound, ApprovalStep

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


class RoundQuerySet(models.QuerySet["ReviewRound"]):
    """Review rounds, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> RoundQuerySet:
        """Return the rounds of articles that a person handles; who is only offered one sees none."""
        return self.filter(article__in=Article.objects.handled_by(person, at=at))


class ReviewRound(ApprovalRound):
    """One passage of one revision through the gates of its content class (审核单).

    An approval round whose steps are the gates.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="review_rounds")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    content_class = models.CharField("内容类别", max_length=40)
    is_important = models.BooleanField("重大信息", default=False)
    # Why it could not wait: what is signed first and reviewed afterwards has one.
    urgent_reason = models.ForeignKey(
        "events.StatedReason", models.PROTECT, null=True, related_name="+"
    )

    objects = RoundQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "审核单"

    @property
    def is_urgent(self) -> bool:
        """Whether it is the one signature with which something goes online at once."""
        return self.kind == KIND and self.urgent_reason_id is not None

    @property
    def manner(self) -> str:
        """Return the Chinese word for which sort of review it is."""
        if self.kind == AFTERWARDS:
            return "发布后补审"
        return "紧急签发" if self.is_urgent else "发布前审核"


class CountersignQuerySet(models.QuerySet["Countersign"]):
    """Countersigns, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> CountersignQuerySet:
        """Return those of articles that a person handles, and those that ask a unit of the person."""
        units = authority.units_where(person, COUNTERSIGN_RIGHT, at).as_code_q("unit")
        asked = ApprovalStep.objects.filter(units, right=COUNTERSIGN_RIGHT).values("round")
        handled = Article.objects.handled_by(person, at=at)
        return self.filter(Q(article__in=handled) | Q(pk__in=asked))


class Countersign(ApprovalRound):
    """One revision before other units (会签): a step for each of them, side by side."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="countersigns")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    note = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")

    objects = CountersignQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "会签单"


class OwnWordingQuerySet(models.QuerySet["OwnWording"]):
    """Wordings of units, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> OwnWordingQuerySet:
        """Return the wordings of the units that operate a site whose reviews a person manages."""
        sites = authority.sites_where(person, "review.manage", at).as_q("code")
        return self.filter(unit__in=GovSite.objects.filter(sites).values("operating_unit"))


class OwnWording(models.Model):
    """A word of a unit's list (用词): what to write instead, or that the word is right as it is."""

    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, related_name="+", verbose_name="单位"
    )
    word = models.CharField("词语", max_length=40)
    better = models.CharField("宜写作", max_length=60, blank=True)
    why = models.CharField("说明", max_length=200, blank=True)
    is_allowed = models.BooleanField("放行", default=False)
    added_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    added_at = models.DateTimeField("登记时间")

    objects = OwnWordingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "用词"
        constraints = [models.UniqueConstraint(fields=["unit", "word"], name="review_word_once")]

    def __str__(self) -> str:
        return self.word


class IgnoredRemarkQuerySet(models.QuerySet["IgnoredRemark"]):
    """Ignored remarks, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> IgnoredRemarkQuerySet:
        """Return those of articles that a person handles."""
        return self.filter(article__in=Article.objects.handled_by(person, at=at))


class IgnoredRemark(models.Model):
    """A machine remark that a person found to be wrong (忽略的检查提示), with the reason.

    `key` is a digest of rule and excerpt: the remark stays ignored when the text around it changes, and
    what it quotes is not stored a second time.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="ignored_remarks")
    key = models.CharField(max_length=32)
    rule = models.CharField("类别", max_length=40)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    ignored_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    ignored_at = models.DateTimeField("忽略时间")

    objects = IgnoredRemarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "忽略的检查提示"
        constraints = [
            models.UniqueConstraint(fields=["article", "key"], name="review_remark_ignored_once")
        ]


class FileWords(models.Model):
    """The words of an attached file, read once for each digest (附件文字); why not, where they cannot be had."""

    digest = models.CharField("SHA-256", max_length=64, unique=True)
    pieces = models.JSONField("文字", default=list)  # place, words
    note = models.CharField("说明", max_length=200, blank=True)
    read_at = models.DateTimeField("读取时间")

    class Meta:
        verbose_name = verbose_name_plural = "附件文字"


class CheckedLink(models.Model):
    """What came of requesting a link last (链接检查), whichever article has it."""

    digest = models.CharField("SHA-256", max_length=64, unique=True)
    state = models.CharField("结果", max_length=10, choices=LinkState.choices())
    note = models.CharField("说明", max_length=200, blank=True)
    checked_at = models.DateTimeField("检查时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "链接检查"
