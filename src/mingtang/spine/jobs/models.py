"""Rows of jobs, and how far each calendar has come."""

from django.db import models
from django.db.models import Q

from mingtang.spine.jobs.enums import ENDED_STATES, OPEN_STATES, JobLane, JobState


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what may be done with them."""

    def open(self) -> "JobQuerySet":
        """Those that wait or run."""
        return self.filter(state__in=[state.value for state in OPEN_STATES])

    def ended(self) -> "JobQuerySet":
        """Those that are done, failed for good, or were stopped."""
        return self.filter(state__in=[state.value for state in ENDED_STATES])


class Job(models.Model):
    """One piece of work (任务).

    `due_at` says when a worker may take the row: for one that waits its turn or the end of a pause,
    for one that runs the end of the lease, so that the job of a worker that died is due again by
    itself. `claim` names the try that holds it. Arguments, results and notes hold keys and numbers,
    no personal data.
    """

    kind = models.CharField("种类", max_length=100)
    key = models.CharField("键", max_length=200, blank=True)
    lane = models.CharField("通道", max_length=20, choices=JobLane.choices())
    state = models.CharField(
        "状态", max_length=10, choices=JobState.choices(), default=JobState.WAITING
    )
    arguments = models.JSONField("参数", default=dict)
    enqueued_by = models.CharField("提交人", max_length=200)
    enqueued_at = models.DateTimeField("提交时间")
    due_at = models.DateTimeField("可执行时间")
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    claim = models.CharField(max_length=32, blank=True)
    worker = models.CharField("执行进程", max_length=200, blank=True)
    tries = models.PositiveIntegerField("已试次数", default=0)
    done = models.PositiveBigIntegerField("已完成", default=0)
    total = models.PositiveBigIntegerField("总数", null=True)
    note = models.CharField("进展", max_length=200, blank=True)
    result = models.JSONField("结果", null=True)
    error = models.TextField("错误", blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任务"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="jobs_job_key_waits_once",
                condition=Q(state="waiting") & ~Q(key=""),
            ),
            models.CheckConstraint(
                name="jobs_job_state",
                condition=Q(state="waiting", ended_at__isnull=True, claim="")
                | Q(state="running", ended_at__isnull=True, claim__gt="")
                | Q(state__in=["done", "failed", "stopped"], ended_at__isnull=False, claim=""),
            ),
        ]
        indexes = [
            # Both states in one index: a claim looks for what waits and for what was lost.
            models.Index(
                fields=["lane", "due_at", "id"],
                name="jobs_job_due",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                fields=["ended_at"], name="jobs_job_ended", condition=Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.state}"


class CalendarTurn(models.Model):
    """When a calendar enqueues its kind next (下次定时)."""

    kind = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "定时"

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at}"
