"""What came in by public forms, what citizens may see of it, and how often an address tried."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from mingtang.workbench.intake.enums import IntakeState


class IntakeQuerySet(models.QuerySet["IntakeRow"]):
    """Forms by what is to be done with them."""

    def due(self, at: datetime) -> IntakeQuerySet:
        """Those that wait and may be claimed, the oldest first."""
        waiting = self.filter(state=IntakeState.WAITING.value, due_at__lte=at)
        return waiting.order_by("due_at", "id")

    def waiting(self) -> IntakeQuerySet:
        """Those that no room has taken yet."""
        return self.filter(state=IntakeState.WAITING.value)

    def refused(self) -> IntakeQuerySet:
        """Those that no repeat takes: a person has to look."""
        return self.filter(state=IntakeState.REFUSED.value)


class IntakeRow(models.Model):
    """One form as a citizen sent it (收件).

    `key` is the digest of the client-made id and of the content: the same form sent twice is one row,
    and a form that was changed and sent again is another. `payload` is sealed to the worker's key and
    empty once the form is taken. `due_at` says when a worker may claim the row: at once, after a
    pause, or when the lease of a worker that died is over. `claim` names the worker's try.
    `status_key` is the digest of receipt code and query secret. `held` begins the names of files that
    were sealed before the form was sent; the names of the others begin with `key`.
    """

    key = models.CharField(max_length=64, unique=True)
    form = models.CharField("表单", max_length=60)
    site = models.CharField("网站", max_length=60, blank=True)
    code = models.CharField("回执编号", max_length=20, db_index=True)
    status_key = models.CharField(max_length=64)
    received_at = models.DateTimeField("收到时间")
    payload = models.BinaryField()
    held = models.CharField(max_length=40, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=IntakeState.choices(), default=IntakeState.WAITING
    )
    due_at = models.DateTimeField("可处理时间")
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveIntegerField("已试次数", default=0)
    error = models.TextField("错误", blank=True)
    ended_at = models.DateTimeField("处理时间", null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收件"
        constraints = [
            models.CheckConstraint(
                name="intake_row_state",
                condition=Q(state="waiting", ended_at__isnull=True)
                | Q(state__in=["taken", "refused"], ended_at__isnull=False, claim=""),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="intake_due", condition=Q(state="waiting")),
            models.Index(fields=["id"], name="intake_refused", condition=Q(state="refused")),
            models.Index(fields=["ended_at"], name="intake_ended", condition=Q(state="taken")),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.code} {self.state}"


class StatusRow(models.Model):
    """What a citizen may see of a case (办理状态): public text alone, copied here by a worker.

    `key` is the digest of receipt code and query secret; there is no other way to a row. `steps` is a
    list of `{"at": ISO moment, "text": words}`, the oldest first.
    """

    key = models.CharField(max_length=64, primary_key=True)
    title = models.CharField(max_length=100)
    state = models.CharField(max_length=100)
    steps = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    received_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "办理状态"

    def __str__(self) -> str:
        return f"{self.title} {self.state}"


class PublicTry(models.Model):
    """One try of a reader (提交次数): counted so that nobody floods a form or guesses codes.

    `address` is a keyed digest; rows go after a day.
    """

    subject = models.CharField(max_length=80)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "提交次数"
        indexes = [
            models.Index(fields=["subject", "address", "at"], name="intake_try_address"),
            models.Index(fields=["subject", "at"], name="intake_try_subject"),
            models.Index(fields=["at"], name="intake_try_at"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.at}"


class SpentPass(models.Model):
    """A page of a form that was sent (已用的表单页): its check against robots serves no second text.

    `key` is a keyed digest of the page's id, `record` the key of what was sent with it. There are no
    more rows than forms taken in the time for which a page is valid; after that they go.
    """

    key = models.CharField(max_length=64, primary_key=True)
    record = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "已用的表单页"
        indexes = [models.Index(fields=["at"], name="intake_spent_at")]

    def __str__(self) -> str:
        return f"{self.key} {self.at}"


class OfferedForm(models.Model):
    """A form that the office made and readers may fill in (征集、调查表单): public text alone.

    `code` is `FAMILY-NUMBER`. `fields` holds what :mod:`mingtang.workbench.intake.offered` writes. It takes
    forms from `opens_at` until before `closes_at`, and says `closed_words` after that. `once_a_day`: one
    form an address within a day.
    """

    code = models.CharField(max_length=60, primary_key=True)
    site = models.CharField("网站", max_length=60)
    title = models.CharField("名称", max_length=200)
    intro = models.TextField("说明", blank=True)
    receipt = models.TextField("回执说明", blank=True)
    fields = models.JSONField(default=list)
    section_titles = models.JSONField(default=list)
    unit = models.CharField("单位", max_length=60, blank=True)  # opaque key: who asks
    opens_at = models.DateTimeField("开始时间")
    closes_at = models.DateTimeField("截止时间")
    closed_words = models.CharField("截止后的说明", max_length=300, blank=True)
    once_a_day = models.BooleanField("每个网络地址一天一份", default=False)
    has_status = models.BooleanField("可以查询办理状态", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "网上表单"

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class AnswerCode(models.Model):
    """A code that lets its holder answer an offered form once (答题码): its digest, and when it was used."""

    form = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "答题码"
        constraints = [
            models.UniqueConstraint(fields=["form", "digest"], name="intake_answer_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.pk}"
