"""Yearly plans of interviews; interviews with guests, turns, questions and public text."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.institution.organization.authority import authority
from mingtang.service.interviews.enums import (
    InterviewPlanState,
    InterviewState,
    PlanChangeKind,
    PlanChangeState,
    PlanItemState,
    QuestionState,
    Speaker,
)
from mingtang.service.interviews.policies import COMING, ONLINE, page_path
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

READ = "interviews.read"
QUESTION = "interview.question"  # the purpose of keys


class InterviewPlanQuerySet(models.QuerySet["InterviewPlan"]):
    """Plans, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> InterviewPlanQuerySet:
        """Return those of units whose plans the person may see."""
        units = authority.powers_of(person, at).units_where(READ)
        return self.filter(units.as_code_q("unit__code"))


class InterviewPlan(models.Model):
    """Which interviews a unit holds in a year (访谈年度方案)."""

    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年份")
    state = models.CharField(
        "状态", max_length=10, choices=InterviewPlanState.choices(),
        default=InterviewPlanState.DRAFT.value,
    )  # fmt: skip
    written_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    begun_at = models.DateTimeField("起草时间")
    adopted_at = models.DateTimeField("印发时间", null=True)

    objects = InterviewPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "访谈年度方案"
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="interview_plan_once_a_year")
        ]
        indexes = [models.Index(fields=["-year", "-id"], name="interview_plan_newest")]

    def __str__(self) -> str:
        return f"{self.unit.name}{self.year}年在线访谈方案"

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"interview_plan:{self.pk}"


class InterviewPlanWriter(models.Model):
    """A person who wrote, changed or removed an entry of a plan and may not approve it."""

    plan = models.ForeignKey(InterviewPlan, models.PROTECT, related_name="writers")
    person = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "访谈方案起草人"
        constraints = [
            models.UniqueConstraint(fields=["plan", "person"], name="interview_plan_writer_once")
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} · {self.person_id}"


class InterviewPlanItemQuerySet(models.QuerySet["InterviewPlanItem"]):
    """Entries of plans, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> InterviewPlanItemQuerySet:
        """Return those of plans that the person may see."""
        return self.filter(plan__in=InterviewPlan.objects.visible_to(person, at=at))

    def planned(self) -> InterviewPlanItemQuerySet:
        """Return those that an adopted plan holds."""
        return self.filter(state=PlanItemState.PLANNED)


class InterviewPlanItem(models.Model):
    """One interview of a plan: month, subject, guests, and the unit in charge (方案事项)."""

    plan = models.ForeignKey(InterviewPlan, models.PROTECT, related_name="items")
    month = models.PositiveSmallIntegerField("月份")
    topic = models.CharField("主题", max_length=100)
    guests = models.CharField("拟邀嘉宾", max_length=200)
    state = models.CharField(
        "状态", max_length=10, choices=PlanItemState.choices(), default=PlanItemState.DRAFT.value
    )

    objects = InterviewPlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "访谈方案事项"
        indexes = [models.Index(fields=["plan", "month", "id"], name="interview_item_order")]

    def __str__(self) -> str:
        return f"{self.month}月 {self.topic}"

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"interview_item:{self.pk}"

    @property
    def is_held(self) -> bool:
        """Whether an interview for it went live."""
        return self.interviews.filter(live_at__isnull=False).exists()


class InterviewPlanChange(models.Model):
    """A proposal to change an adopted plan (方案调整); it acts when it is approved."""

    plan = models.ForeignKey(InterviewPlan, models.PROTECT, related_name="proposals")
    item = models.ForeignKey(InterviewPlanItem, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("调整方式", max_length=10, choices=PlanChangeKind.choices())
    month = models.PositiveSmallIntegerField("月份")
    topic = models.CharField("主题", max_length=100)
    guests = models.CharField("拟邀嘉宾", max_length=200)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        "状态", max_length=10, choices=PlanChangeState.choices(),
        default=PlanChangeState.IN_REVIEW.value,
    )  # fmt: skip
    asked_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = verbose_name_plural = "访谈方案调整"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.month}月 {self.topic}"

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"interview_change:{self.pk}"


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Interviews, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> InterviewQuerySet:
        """Return those of sites whose interviews the person may see."""
        return self.filter(authority.sites_where(person, READ, at).as_q("site__code"))

    def online(self, *site_ids: int) -> InterviewQuerySet:
        """Return those of sites that readers can see."""
        return self.filter(site_id__in=site_ids, state__in=sorted(ONLINE))

    def coming(self, *site_ids: int) -> InterviewQuerySet:
        """Return those of sites that are on now or announced, the next first."""
        return self.filter(site_id__in=site_ids, state__in=COMING).order_by("starts_at", "pk")


class Interview(models.Model):
    """One interview on a site (在线访谈), from the draft to the archive; one page all the way.

    `item` is the entry of the plan that it fulfils. `notice` says to readers why it was put off or
    cancelled. `written_at` is when the page was last asked for during the live time.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    item = models.ForeignKey(
        InterviewPlanItem, models.PROTECT, null=True, blank=True, related_name="interviews"
    )
    title = models.CharField("主题", max_length=100)
    intro = models.TextField("内容简介", max_length=2000)
    how = models.CharField("参与方式", max_length=300)
    video = models.CharField("视频网址", max_length=300, blank=True)
    picture = models.CharField("图片", max_length=60, blank=True)
    picture_words = models.CharField("图片说明", max_length=100, blank=True)
    starts_at = models.DateTimeField("开始时间")
    state = models.CharField(
        "状态", max_length=12, choices=InterviewState.choices(), default=InterviewState.DRAFT.value
    )
    notice = models.CharField("公告", max_length=300, blank=True)
    written_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    announced_at = models.DateTimeField("预告时间", null=True)
    live_at = models.DateTimeField("上线时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    archived_at = models.DateTimeField("实录发布时间", null=True)
    written_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "在线访谈"
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="interview_newest"),
            models.Index(fields=["site", "state", "-starts_at"], name="interview_of_site"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"interview:{self.pk}"

    @property
    def path(self) -> str:
        """Where its page is."""
        return page_path(self.pk)

    @property
    def now(self) -> InterviewState:
        """Its state."""
        return InterviewState(self.state)


class InterviewGuest(models.Model):
    """Who is interviewed (嘉宾): name, post, and a portrait by its key, `image:5`, or empty."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="guests")
    position = models.PositiveSmallIntegerField("排序", default=0)
    name = models.CharField("姓名", max_length=30)
    post = models.CharField("职务", max_length=100)
    portrait = models.CharField("照片", max_length=60, blank=True)
    portrait_words = models.CharField("照片说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "访谈嘉宾"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"


class ReaderQuestionQuerySet(models.QuerySet["ReaderQuestion"]):
    """Questions of readers, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ReaderQuestionQuerySet:
        """Return those to interviews that the person may see."""
        return self.filter(interview__in=Interview.objects.visible_to(person, at=at))


class ReaderQuestion(models.Model):
    """What a reader asks the guests (网友提问): sealed as sent; `wording` is what goes public."""

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="questions")
    text = EncryptedTextField("提问", purpose=QUESTION)
    name = EncryptedTextField("称呼", purpose=QUESTION, blank=True)
    phone = EncryptedTextField("联系电话", purpose=QUESTION, blank=True)
    phone_index = BlindIndexField(source="phone", normal="phone")
    wording = models.CharField("公开的文字", max_length=500, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=QuestionState.choices(),
        default=QuestionState.WAITING.value,
    )  # fmt: skip
    received_at = models.DateTimeField("收到时间")
    receipt = models.CharField(max_length=64, unique=True)

    objects = ReaderQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网友提问"
        indexes = [models.Index(fields=["interview", "-id"], name="interview_question_list")]

    def __str__(self) -> str:
        return f"{self.interview_id} · {self.pk}"

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"interview_question:{self.pk}"


class InterviewTurn(models.Model):
    """What one speaker said (发言). `revised` are the words of the transcript where they differ."""

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="turns")
    speaker = models.CharField("发言人", max_length=10, choices=Speaker.choices())
    guest = models.ForeignKey(InterviewGuest, models.PROTECT, null=True, related_name="+")
    question = models.ForeignKey(ReaderQuestion, models.PROTECT, null=True, related_name="+")
    text = models.TextField("内容", blank=True)
    revised = models.TextField("整理后的内容", blank=True)
    picture = models.CharField("图片", max_length=60, blank=True)
    picture_words = models.CharField("图片说明", max_length=100, blank=True)
    said_at = models.DateTimeField("时间")
    is_removed = models.BooleanField("直播时删去", default=False)
    is_cut = models.BooleanField("不收入实录", default=False)
    edited_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "访谈发言"
        indexes = [models.Index(fields=["interview", "id"], name="interview_turn_order")]

    def __str__(self) -> str:
        return f"{self.interview_id} · {self.pk}"


class PublishedInterview(models.Model):
    """The public text of an interview (已上线访谈), for search and forms of the public process.

    A row exists while the page is online. `text` names the guests, and has the transcript once it
    is released.
    """

    interview = models.OneToOneField(
        Interview, models.CASCADE, primary_key=True, related_name="published"
    )
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    unit = models.CharField("单位代码", max_length=64)
    unit_name = models.CharField("单位", max_length=200)
    title = models.CharField("主题", max_length=100)
    text = models.TextField("内容")
    starts_at = models.DateTimeField("开始时间")
    dated = models.DateTimeField("发布时间")
    takes_questions = models.BooleanField("接受提问")
    is_past = models.BooleanField("已取消")

    class Meta:
        verbose_name = verbose_name_plural = "已上线访谈"
        indexes = [
            models.Index(fields=["site", "takes_questions", "starts_at"], name="interview_taking")
        ]

    def __str__(self) -> str:
        return self.title
