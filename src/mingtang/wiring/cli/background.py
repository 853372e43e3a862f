"""Looking at background jobs, and running them again or stopping them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import NotVisible, Refused
from mingtang.spine.jobs.enums import JobState
from mingtang.wiring.cli.acting import by_option
from mingtang.wiring.cli.main import setup_django

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person
    from mingtang.spine.jobs.models import Job

FORMATS = click.Choice(["text", "json"])


@contextmanager
def _told(job_id: int) -> Iterator[None]:
    """Turn the refusal of an action into one sentence and exit code 1."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(f"任务 {job_id}：{refusal}") from refusal
    except NotVisible as missing:
        raise click.ClickException(f"没有编号为 {job_id} 的任务，或无权处理。") from missing


def _as_json(job: "Job") -> dict[str, Any]:
    names = (
        "kind",
        "lane",
        "state",
        "key",
        "arguments",
        "tries",
        "done",
        "total",
        "note",
        "result",
    )
    moments = ("enqueued_at", "due_at", "started_at", "ended_at")
    told = {name: getattr(job, name) for name in names}
    times = {name: (at := getattr(job, name)) and at.isoformat() for name in moments}
    return {"id": job.pk, **told, **times, "error": job.error}


def _line(job: "Job") -> str:
    progress = f"{job.done}/{job.total}" if job.total else str(job.done)
    at = job.enqueued_at.astimezone(BEIJING)
    label = JobState(job.state).label
    return f"{job.pk}\t{job.kind}\t{label}\t{progress}\t{at:%Y-%m-%d %H:%M}\t{job.note}"


@click.group()
def command() -> None:
    """查看后台任务，重试失败的，停止不再需要的。"""
    setup_django()


@command.command("list")
@click.option(
    "--state", type=click.Choice([state.value for state in JobState]), help="只看这种状态"
)
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--format", "form", type=FORMATS, default="text")
def list_jobs(state: str | None, limit: int, form: str) -> None:
    """列出任务，最近提交的在前。"""
    from mingtang.spine.jobs.queries import jobs_in  # needs set-up

    jobs = jobs_in(JobState(state) if state else None)[:limit]
    if form == "json":
        click.echo(json.dumps([_as_json(job) for job in jobs], ensure_ascii=False, indent=2))
        return
    for job in jobs:
        click.echo(_line(job))


@command.command()
@click.argument("job_id", type=int, metavar="ID")
def show(job_id: int) -> None:
    """显示一项任务的全部内容，包括失败的原因。"""
    from mingtang.spine.jobs.queries import jobs_in  # needs set-up

    job = jobs_in().filter(pk=job_id).first()
    if job is None:
        raise click.ClickException(f"没有编号为 {job_id} 的任务。")
    click.echo(json.dumps(_as_json(job), ensure_ascii=False, indent=2))


@command.command()
@click.argument("job_id", type=int, metavar="ID")
@by_option
def retry(job_id: int, actor: "Person") -> None:
    """重新执行失败或已停止的任务（由后台进程执行）。"""
    from mingtang.workbench.backoffice.actions.jobs import retry_background_job  # needs set-up

    with _told(job_id):
        retry_background_job(actor=actor, at=clock.now(), job_id=job_id)
    click.echo(f"任务 {job_id}：已重新排队。")


@command.command()
@click.argument("job_id", type=int, metavar="ID")
@click.option("--reason", required=True, help="停止的理由，记入操作记录")
@by_option
def stop(job_id: int, reason: str, actor: "Person") -> None:
    """停止等待或正在进行的任务；已经完成的部分不撤销。"""
    from mingtang.workbench.backoffice.actions.jobs import stop_background_job  # needs set-up

    with _told(job_id):
        stop_background_job(actor=actor, at=clock.now(), job_id=job_id, reason=reason)
    click.echo(f"任务 {job_id}：已停止。")
