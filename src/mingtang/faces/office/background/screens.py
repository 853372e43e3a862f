"""What runs, what waits, what failed; and the two things a person may do about a job."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from mingtang.ground.foundation.decisions import Decision, NotVisible
from mingtang.institution.organization.models import Person
from mingtang.spine.jobs.enums import JobLane, JobState
from mingtang.spine.jobs.models import Job
from mingtang.spine.jobs.policies import may_retry, may_stop
from mingtang.spine.jobs.queries import LaneStatus, jobs_in, lane_statuses
from mingtang.spine.jobs.registry import UnknownJobKind, job_kind
from mingtang.workbench.backoffice.actions.jobs import (
    RIGHT,
    retry_background_job,
    stop_background_job,
)
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.history import actor_names
from mingtang.workbench.backoffice.interfaces.moment import powers
from mingtang.workbench.backoffice.live_parts import (
    LivePart,
    register_live_part,
    show_live_part,
)
from mingtang.workbench.backoffice.screens import (
    BatchAct,
    ConfirmScreen,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

TONES = {
    JobState.WAITING: "wait",
    JobState.RUNNING: "wait",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.STOPPED: "warn",
}
PARENTS = (("后台任务", "jobs:list"),)


def job_url(job: Job) -> str:
    """Return the address of a job's screen."""
    return reverse("jobs:show", args=[job.pk])


def job_label(job: Job) -> str:
    """Return what a kind of job is called; its code where this version does not know it."""
    try:
        return job_kind(job.kind).label
    except UnknownJobKind:
        return job.kind


def _state(job: Job) -> SafeString:
    state = JobState(job.state)
    return tag(state.label, TONES[state])


def _progress(job: Job) -> str:
    if job.total:
        return f"{min(100, job.done * 100 // job.total)}%（{job.done} / {job.total}）"
    return str(job.done) if job.done else ""


def _wait(status: LaneStatus) -> str:
    if status.waits_for is None:
        return "没有等待"
    minutes = status.waits_for // timedelta(minutes=1)
    return f"{minutes} 分钟" if minutes else "不到 1 分钟"


def _jobs_seen_by(person: Person, at: datetime) -> QuerySet[Any]:
    """Return all jobs to who operates them. :raises NotVisible: for everybody else."""
    if not powers(person).may(RIGHT):
        raise NotVisible
    return jobs_in()


def _read_job(person: Person, at: datetime, job: Job) -> dict[str, Any]:
    state = JobState(job.state)
    return {
        "label": state.label,
        "tone": TONES[state],
        "progress": _progress(job),
        "note": job.note,
        "is_over": not (may_stop(job.state) or job.state == JobState.WAITING),
    }


def _read_lanes(person: Person, at: datetime, row: Any) -> dict[str, Any]:
    _jobs_seen_by(person, at)
    lanes = [
        {"label": one.lane.label, "is_running": one.is_running, "wait": _wait(one)}
        for one in lane_statuses(at)
    ]
    return {"lanes": lanes}


register_live_part(
    LivePart(
        "job",
        "office/jobs/progress.html",
        _read_job,
        rows=_jobs_seen_by,
        every=5,
        is_over=lambda values: bool(values["is_over"]),
    )
)
register_live_part(LivePart("lanes", "office/jobs/lanes.html", _read_lanes, every=15))


class JobFilter(FilterForm):
    """Jobs of one state, of one lane."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *JobState.choices()]
    )
    lane = forms.ChoiceField(
        label="通道", required=False, choices=[("", "全部"), *JobLane.choices()]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for name in ("state", "lane"):
            if self.cleaned_data[name]:
                rows = rows.filter(**{name: self.cleaned_data[name]})
        return rows


class OperatesJobs:
    """Shows jobs to those who hold the right for the whole platform, and to nobody else."""

    person: Person
    at: datetime

    def admit(self) -> None:
        _jobs_seen_by(self.person, self.at)

    def visible_rows(self) -> QuerySet[Any]:
        return _jobs_seen_by(self.person, self.at)


class RetryTickedJobs(BatchAct):
    """Run again the ticked jobs that failed or were stopped."""

    name = "retry"
    label = "重试所选"
    done = "已重新排队"

    def may_begin(self, row: Job) -> Decision:
        return may_retry(row.state)

    def do(self, *, actor: Person, at: datetime, row: Job, values: dict[str, Any]) -> Job:
        return retry_background_job(actor=actor, at=at, job_id=row.pk)


class StopTickedJobs(BatchAct):
    """Stop the ticked jobs that wait or run, for one reason."""

    name = "stop"
    label = "停止所选"
    done = "已停止"
    form_class = ReasonForm
    is_grave = True

    def may_begin(self, row: Job) -> Decision:
        return may_stop(row.state)

    def do(self, *, actor: Person, at: datetime, row: Job, values: dict[str, Any]) -> Job:
        return stop_background_job(actor=actor, at=at, job_id=row.pk, reason=values["reason"])


class Jobs(OperatesJobs, ListScreen):
    """All jobs, the newest first, below the lanes."""

    title = "后台任务"
    lead = "不在页面请求中办理的工作：导出、通知、采集、监测等。失败的任务会自动重试，重试用尽后列为失败。"
    model = Job
    template_name = "office/jobs/list.html"
    order = ("-pk",)
    sorts = {"enqueued": ("pk",)}
    filter_class = JobFilter
    empty_text = "还没有后台任务。"
    batch_acts = (RetryTickedJobs, StopTickedJobs)

    def get_columns(self) -> Sequence[TableColumn]:
        names = actor_names(job.enqueued_by for job in self.page.rows)
        return (
            TableColumn("任务", job_label, link=job_url, kind="main"),
            TableColumn("状态", _state),
            TableColumn("进展", _progress, kind="number"),
            TableColumn("通道", lambda job: JobLane(job.lane).label),
            TableColumn("提交人", lambda job: names.get(job.enqueued_by, job.enqueued_by)),
            TableColumn("提交时间", "enqueued_at", kind="moment", sort="enqueued"),
            TableColumn("结束时间", "ended_at", kind="moment"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lanes = show_live_part("lanes", self.person, self.at)
        return super().get_context_data(lanes=lanes, **kwargs)


class JobScreen(OperatesJobs, DetailScreen):
    """One job, with its error where it failed."""

    model = Job
    parents = PARENTS
    template_name = "office/jobs/job.html"

    def get_title(self) -> str:
        return f"{job_label(self.object)}（{self.object.pk}）"

    def get_subject(self) -> str:
        return f"job:{self.object.pk}"

    def get_facts(self) -> Sequence[Fact]:
        job: Job = self.object
        names = actor_names([job.enqueued_by])
        return (
            Fact("进展", show_live_part("job", self.person, self.at, job)),
            Fact("通道", JobLane(job.lane).label),
            Fact("提交人", names.get(job.enqueued_by, job.enqueued_by)),
            Fact("提交时间", job.enqueued_at),
            Fact("开始时间", job.started_at),
            Fact("结束时间", job.ended_at),
            Fact("下次执行", job.due_at if job.state == JobState.WAITING else None),
            Fact("已试次数", job.tries),
            Fact("参数", json.dumps(job.arguments, ensure_ascii=False) if job.arguments else ""),
            Fact("结果", json.dumps(job.result, ensure_ascii=False) if job.result else ""),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        buttons = []
        if may_retry(self.object.state):
            buttons.append(
                HeaderButton("重试", reverse("jobs:retry", args=[self.object.pk]), primary=True)
            )
        if may_stop(self.object.state):
            buttons.append(HeaderButton("停止", reverse("jobs:stop", args=[self.object.pk])))
        return buttons


class JobVerb(OperatesJobs, ConfirmScreen):
    """A verb of one job; the way back leads to the job."""

    model = Job
    parents = PARENTS

    def get_success_url(self, result: Job) -> str:
        return job_url(result)

    def get_cancel_url(self) -> str:
        return job_url(self.object)


class RetryJob(JobVerb):
    """Run a failed or stopped job again."""

    title = "重试任务"
    submit_label = "重试"
    success_message = "任务已重新排队。"

    def get_consequences(self) -> Sequence[str]:
        return ("任务重新排队，由后台进程执行，重试次数重新计算。",)

    def act(self, form: Any) -> Job:
        return retry_background_job(actor=self.person, at=self.at, job_id=self.object.pk)


class StopJob(JobVerb):
    """Stop a job that waits or runs."""

    title = "停止任务"
    submit_label = "停止"
    success_message = "任务已停止。"
    form_class = ReasonForm

    def get_consequences(self) -> Sequence[str]:
        return ("任务不再执行；正在执行的，做完手头一步后停止。", "已经完成的部分不撤销。")

    def act(self, form: Any) -> Job:
        return stop_background_job(
            actor=self.person,
            at=self.at,
            job_id=self.object.pk,
            reason=form.cleaned_data["reason"],
        )
