import json
from datetime import datetime

import pytest
from click.testing import CliRunner, Result

from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.wiring.cli.main import main
from tests.factories.cast import Cast
from tests.harness.job_kinds import Register, register

__all__ = ["register"]  # a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(register: Register, at: datetime) -> Job:
    """A job that waits."""
    register(lambda run: None, name="trial.export", label="导出")
    return enqueue_job(kind="trial.export", actor="system", at=at, arguments={"site": "portal"})


def _jobs(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["jobs", *arguments])


def test_list_has_a_line_a_job(job: Job) -> None:
    assert _jobs("list").output == f"{job.pk}\ttrial.export\t等待\t0\t2026-03-11 10:00\t\n"
    assert _jobs("list", "--state", "failed").output == ""
    told = json.loads(_jobs("list", "--format", "json").output)
    assert [one["id"] for one in told] == [job.pk]


def test_show_tells_everything(job: Job) -> None:
    told = json.loads(_jobs("show", str(job.pk)).output)

    assert told["arguments"] == {"site": "portal"}
    assert told["state"] == "waiting"
    assert "没有编号为 0 的任务" in _jobs("show", "0").output


def test_operator_stops_and_retries(job: Job, cast: Cast) -> None:
    by = ("--by", cast.operator.username)

    stopped = _jobs("stop", str(job.pk), "--reason", "重复", *by)
    assert stopped.output == f"任务 {job.pk}：已停止。\n"
    assert _jobs("retry", str(job.pk), *by).output == f"任务 {job.pk}：已重新排队。\n"
    job.refresh_from_db()
    assert job.state == JobState.WAITING


def test_refusal_and_lacking_right_are_told_in_a_sentence(job: Job, cast: Cast) -> None:
    refused = _jobs("retry", str(job.pk), "--by", cast.operator.username)
    assert refused.exit_code == 1
    assert "只能重试失败或已停止的任务" in refused.output

    unable = _jobs("stop", str(job.pk), "--reason", "重复", "--by", cast.officer.username)
    assert unable.exit_code == 1
    assert "无权处理" in unable.output
