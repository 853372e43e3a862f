"""Surveys and appraisals, their questions and answers; voters are stored apart from answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.masking import mask_email
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Unit
from mingtang.service.surveys.enums import (
    AnswerStanding,
    CloseCause,
    OnceRule,
    ResultShowing,
    SurveyKind,
    SurveyQuestionKind,
    SurveyState,
    SurveyWordsState,
)
from mingtang.spine.events.models import StatedReason
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import as_email, blind_indexes

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

READ = "surveys.read"
MAIL, TEXT = "survey.mail", "survey.words"
ONLINE = (SurveyState.OPEN, SurveyState.CLOSED, SurveyState.PUBLISHED, SurveyState.ARCHIVED)


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SurveyQuerySet:
        """Return those of units, or on sites, where the person may read them."""
        powers = authority.powers_of(person, at)
        units = powers.units_where(READ).as_q("unit")
        return self.filter(units | powers.sites_where(READ).as_q("site__code"))

    def online(self) -> SurveyQuerySet:
        """Return those that readers can see."""
        return self.filter(state__in=[one.value for one in ONLINE])


class Survey(models.Model):
    """Questions that a unit puts to readers of a site for a number of days (网上调查、网上评议).

    `is_short` marks a micro-survey (微调查): a few questions on one page, made for telephones.
    `picture` is the key of its picture (`image:5`). `sections` are the headings of the pages of its
    form, a line each. It closes after `quota` answers; None: no limit. `authors` are the keys of
    all who wrote it; none of them may approve it. `early_reason` is public: why it closed before
    its time. `shown_answers` is the number of answers shown on its page.
    """

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="+", verbose_name="网站")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    kind = models.CharField("类型", max_length=10, choices=SurveyKind.choices())
    title = models.CharField("名称", max_length=60)
    purpose = models.TextField("目的")
    is_short = models.BooleanField("微调查", default=False)
    picture = models.CharField(max_length=40, blank=True)
    picture_words = models.CharField("图片说明", max_length=100, blank=True)
    sections = models.TextField("分页标题", blank=True)
    days = models.PositiveSmallIntegerField("天数")
    opens_at = models.DateTimeField("开始时间", null=True)
    closes_at = models.DateTimeField("截止时间", null=True)
    left = models.PositiveSmallIntegerField("剩余天数", default=0)  # shown on its page
    once = models.CharField("限答", max_length=10, choices=OnceRule.choices())
    showing = models.CharField("结果公开", max_length=20, choices=ResultShowing.choices())
    quota = models.PositiveIntegerField("答卷上限", null=True)
    phone = models.CharField("咨询电话", max_length=60, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=SurveyState.choices(),
        default=SurveyState.DRAFT.value,
    )
    cause = models.CharField("截止原因", max_length=10, choices=CloseCause.choices(), blank=True)
    early_reason = models.TextField("提前截止的原因", blank=True)
    answers_counted = models.PositiveIntegerField("计入的答卷", default=0)
    shown_answers = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    authors = models.JSONField(default=list)
    result = models.TextField("结果说明", blank=True)
    created_at = models.DateTimeField("起草时间")
    published_at = models.DateTimeField("结果公布时间", null=True)
    archived_at = models.DateTimeField("归档时间", null=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网上调查"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="survey_newest"),
            models.Index(fields=["site", "state", "closes_at"], name="survey_of_site"),
            models.Index(fields=["state", "closes_at"], name="survey_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """The opaque key that identifies it in events."""
        return f"survey:{self.pk}"

    @property
    def form_code(self) -> str:
        """The code of its public form."""
        return f"survey-{self.pk}"

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/surveys/{self.pk}.html"

    @property
    def state_label(self) -> str:
        """The label of the state."""
        return SurveyState(self.state).label

    @property
    def kind_label(self) -> str:
        """The label shown to readers."""
        return "微调查" if self.is_short else SurveyKind(self.kind).label


class SurveyQuestion(models.Model):
    """A question (题目): its position, the kind of its answer, and when it is asked.

    `section` is its page, from 1. `choices` are `{"key", "label", "quota"}`; at most `most` of them
    may be chosen, 0 for no limit. With `depends_on` it is shown only when that question was
    answered with one of `depends_values`. In an appraisal a RATING rates each unit on one point.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("题号")
    section = models.PositiveSmallIntegerField("第几页", default=1)
    kind = models.CharField("题型", max_length=10, choices=SurveyQuestionKind.choices())
    label = models.CharField("题目", max_length=200)
    help = models.CharField("填写说明", max_length=200, blank=True)
    is_required = models.BooleanField("必答", default=False)
    choices = models.JSONField(default=list)
    most = models.PositiveSmallIntegerField("最多选几项", default=0)
    depends_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="dependents")
    depends_values = models.JSONField(default=list)

    class Meta:
        verbose_name = verbose_name_plural = "题目"
        indexes = [models.Index(fields=["survey", "position"], name="survey_question_order")]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.position}"

    @property
    def field_name(self) -> str:
        """The name of its field in the public form."""
        return f"q{self.pk}"


class SurveySubject(models.Model):
    """A unit that an appraisal rates (被评议单位), under the name shown there."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="subjects")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("名称", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "被评议单位"
        constraints = [
            models.UniqueConstraint(fields=["survey", "unit"], name="survey_subject_once")
        ]

    def __str__(self) -> str:
        return self.name


class OfVisibleSurvey(models.QuerySet["SurveyAnswer"]):
    """Answers, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> OfVisibleSurvey:
        """Return those to surveys that a person may read."""
        return self.filter(survey__in=Survey.objects.visible_to(person, at=at))


class SurveyAnswer(models.Model):
    """One answer (答卷), not linked to a person. One that does not count has no picks or words."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    receipt = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField("收到时间")
    standing = models.CharField("计入情况", max_length=10, choices=AnswerStanding.choices())

    objects = OfVisibleSurvey.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答卷"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="survey_answer_once_a_receipt"
            )
        ]
        indexes = [
            models.Index(fields=["survey", "-received_at", "-id"], name="survey_answer_newest")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.pk}"


class SurveyPick(models.Model):
    """A choice, rating or number of an answer that counts: one row for each."""

    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="picks")
    question = models.ForeignKey(SurveyQuestion, models.PROTECT, related_name="picks")
    about = models.ForeignKey(SurveySubject, models.PROTECT, null=True, related_name="picks")
    value = models.CharField(max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "答卷选项"
        indexes = [
            models.Index(fields=["question", "about", "value"], name="survey_pick_figures"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} · {self.question_id}"


class SurveyWordsQuerySet(models.QuerySet["SurveyWords"]):
    """Words of answers, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SurveyWordsQuerySet:
        """Return those of surveys that a person may read."""
        return self.filter(survey__in=Survey.objects.visible_to(person, at=at))

    def shown(self) -> SurveyWordsQuerySet:
        """Return those that readers see, the oldest first."""
        return self.filter(state=SurveyWordsState.SHOWN.value).order_by("pk")

    def waiting(self) -> SurveyWordsQuerySet:
        """Return those not judged yet."""
        return self.filter(state=SurveyWordsState.WAITING.value)


class SurveyWords(models.Model):
    """The written answer to a question (文字): sealed, with a public text once it is shown."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="words")
    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="words")
    question = models.ForeignKey(SurveyQuestion, models.PROTECT, related_name="words")
    received_at = models.DateTimeField("收到时间")
    text = EncryptedTextField("原文", purpose=TEXT)
    state = models.CharField(
        "审核",
        max_length=10,
        choices=SurveyWordsState.choices(),
        default=SurveyWordsState.WAITING.value,
    )
    public_text = models.TextField("公开的文字", blank=True)
    reason = models.ForeignKey(StatedReason, models.PROTECT, null=True, related_name="+")
    judged_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField("审核时间", null=True)

    objects = SurveyWordsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答卷文字"
        indexes = [
            models.Index(fields=["survey", "state", "id"], name="survey_words_of_survey"),
            models.Index(fields=["question", "state", "id"], name="survey_words_of_question"),
            models.Index(fields=["-received_at", "-id"], name="survey_words_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.pk}"


class SurveyVoterQuerySet(models.QuerySet["SurveyVoter"]):
    """Mail addresses, read as adjectives."""

    def of_address(self, text: str) -> SurveyVoterQuerySet:
        """Return those whose mail address equals the text."""
        return self.filter(mail_index__in=blind_indexes(MAIL, as_email(text)))

    def due(self, at: datetime) -> SurveyVoterQuerySet:
        """Return those to which a mail is due."""
        return self.filter(mail_due_at__lte=at).order_by("mail_due_at", "pk")


class SurveyVoter(models.Model):
    """A mail address that took part (参与邮箱); once its answer counts, nothing links the two.

    `sealed` is the answer until the address confirms it. `ticket` identifies the answer to be
    confirmed by the newest mail. Unconfirmed addresses are deleted when the result is published,
    the others when the survey is archived.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="voters")
    mail = EncryptedTextField("电子邮箱", purpose=MAIL)
    mail_index = BlindIndexField(source="mail", normal="email")
    sealed = EncryptedTextField(purpose=TEXT, blank=True)
    ticket = models.CharField(max_length=64)
    asked_at = models.DateTimeField("收到时间")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    mails = models.PositiveSmallIntegerField(default=0)
    mail_due_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = SurveyVoterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参与邮箱"
        constraints = [
            models.UniqueConstraint(fields=["survey", "mail_index"], name="survey_voter_once")
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                name="survey_voter_mail_due",
                condition=Q(mail_due_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {mask_email(self.mail)}"
