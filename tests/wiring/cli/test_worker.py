import signal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mingtang.spine.jobs.enums import SLOW_LANES
from mingtang.wiring.cli.main import main
from tests.harness.processes import run_mingtang, start_mingtang


def worker(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["worker", *arguments])


def test_worker_lists_its_jobs() -> None:
    result = worker("--list", "--only", "events")
    assert result.exit_code == 0
    assert "events.seal\t每 3 秒，有事时立即\n" in result.output


def test_worker_names_the_jobs_when_one_is_unknown() -> None:
    result = worker("--only", "nonsense")
    assert result.exit_code == 2
    assert "没有名为 nonsense 的任务" in result.output
    assert "events.deliver" in result.output


def test_worker_of_slow_lanes_does_nothing_else() -> None:
    result = worker("--list", "--lanes", "export, mail")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "jobs.mail\t每 10 秒，有事时立即",
        "jobs.export\t每 10 秒，有事时立即",
    ]
    assert len(worker("--list", "--lanes", "slow").output.splitlines()) == len(SLOW_LANES)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--lanes", "express"), "没有名为 express 的慢通道。慢通道有：mail（通知）"),
        (("--lanes", "prompt"), "没有名为 prompt 的慢通道"),
        (("--lanes", "mail", "--only", "events"), "--lanes 和 --only 只能用一个"),
    ],
)
def test_worker_names_the_lanes_when_one_is_wrong(arguments: tuple[str, ...], said: str) -> None:
    result = worker(*arguments)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.django_db
def test_worker_does_what_is_left_and_ends() -> None:
    result = worker("--once", "--only", "events.seal")
    assert result.exit_code == 0, result.output


def test_worker_without_tables_says_so(tmp_path: Path) -> None:
    finished = run_mingtang("worker", "--once", "--only", "events.seal", MINGTANG_HOME=tmp_path)
    assert finished.returncode == 1
    assert "请先运行 mingtang prepare" in finished.stderr


@pytest.mark.slow
@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_worker_ends_in_order_when_told(home_with_tables: Path, signum: int) -> None:
    with start_mingtang(
        "worker", "--only", "events.seal", MINGTANG_HOME=home_with_tables
    ) as process:
        assert process.stdout is not None
        assert "后台任务进程已启动，共 1 项任务。" in process.stdout.readline()
        process.send_signal(signum)
        said = process.stdout.read()
        assert process.wait(20) == 0
    assert said.endswith("后台任务进程已停止。\n")
