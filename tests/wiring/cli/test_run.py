import http.client
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.rights import rights_table
from tests.harness.demo import PASSWORD, Demo, Running
from tests.harness.prepared import FirstStart, copy_demo, copy_of
from tests.harness.processes import free_ports, run_mingtang, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


def _get(port: int, path: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        location = response.getheader("Location") or ""
        return response.status, response.read().decode(), location
    finally:
        connection.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.fixture(scope="module")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> FirstStart:
    return copy_demo(tmp_path_factory, tmp_path_factory.mktemp("home"))


@pytest.fixture
def demo(first_start: FirstStart) -> Demo:
    """A prepared demo city that nobody runs at the moment."""
    return first_start.demo


@pytest.fixture
def running(demo: Demo) -> Iterator[Running]:
    """The demo city, running."""
    with demo.running() as run:
        yield run


def test_first_start_prints_an_account_per_post_once(first_start: FirstStart) -> None:
    demo, said = first_start.demo, first_start.said
    public, office = first_start.ports
    held = [post for post in Post if rights_table().posts[post].held_in != "site"]

    assert f"公众端  http://127.0.0.1:{public}/\n" in said
    assert f"工作台  http://127.0.0.1:{office}/\n" in said
    assert len(set(PASSWORD.findall(said))) >= len(held)
    assert all(post.label in said for post in held)
    assert PASSWORD.findall(demo.sign_ins.read_text()) == PASSWORD.findall(said)
    assert stat.S_IMODE(demo.sign_ins.stat().st_mode) == 0o600


def test_second_start_keeps_the_city_and_its_passwords_to_itself(demo: Demo) -> None:
    before = demo.sign_ins.read_text()
    with demo.running() as run:
        said = run.said

    assert PASSWORD.findall(said) == []
    assert "建立数据库表" not in said
    assert str(demo.sign_ins) in said
    assert demo.sign_ins.read_text() == before


def test_faces_answer_with_their_own_pages(demo: Demo, running: Running) -> None:
    public, office = demo.ports

    for port in (public, office):  # well as soon as the worker lives
        assert wait_until(lambda port=port: _get(port, "/healthz")[:2] == (200, "ok"), 60)
    assert wait_until(lambda: "明州市人民政府" in _get(public, "/")[1], 120)
    status, _, location = _get(office, "/")
    assert (status, location) == (302, "/sign-in/?next=/")
    assert _get(public, "/sign-in/")[0] == 404


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_run_ends_with_every_process(demo: Demo, running: Running, signum: int) -> None:
    assert len(demo.pids) >= 4

    said = running.end(signum)

    assert said.endswith("已全部停止。\n")
    assert running.process.returncode == 0
    assert wait_until(lambda: not demo.pids)


def test_ctrl_c_reaches_a_run_in_the_background(demo: Demo) -> None:
    """A shell starts what stands before `&` with Ctrl-C ignored."""
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with demo.running() as run:
            assert run.end(signal.SIGINT).endswith("已全部停止。\n")
    finally:
        signal.signal(signal.SIGINT, usual)

    assert run.process.returncode == 0


def test_killed_run_leaves_no_process(demo: Demo, running: Running) -> None:
    assert len(demo.pids) >= 4

    running.process.kill()

    assert wait_until(lambda: not demo.pids, 30)
    # The kernel clears a dying process's environment a moment before it closes its sockets.
    for port in demo.ports:
        assert wait_until(lambda port=port: _is_free(port))  # type: ignore[misc]


@pytest.mark.parametrize("seconds", [0.2, 0.5, 0.8, 1.1, 1.5, 2.0])
def test_run_killed_while_it_starts_leaves_no_process(demo: Demo, seconds: float) -> None:
    run = demo.start()
    assert wait_until(lambda: len(demo.pids) >= 4, 60)
    time.sleep(seconds)

    run.kill()
    run.wait()

    assert wait_until(lambda: not demo.pids, 30), demo.pids
    if run.stdout:
        run.stdout.close()


def test_second_run_of_the_same_city_is_refused(demo: Demo, running: Running) -> None:
    public, office = free_ports(2)

    done = run_mingtang(
        "run",
        "--demo",
        **demo.environment | {"PORT": str(public), "OFFICE_PORT": str(office)},
    )

    assert done.returncode == 2
    assert "已有一个平台在运行" in done.stderr
    assert "Already running" in done.stderr


def test_taken_port_is_told_in_both_languages(demo: Demo) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = run_mingtang("run", "--demo", **demo.environment | {"OFFICE_PORT": str(port)})

    assert done.returncode == 2
    assert done.stderr == (
        f"端口 {port} 已被占用，请停止占用它的程序，或另选端口：OFFICE_PORT=端口号。"
        f" Port {port} is taken: stop what uses it, or choose another with OFFICE_PORT=.\n"
    )


@pytest.mark.parametrize(
    ("ports", "told"),
    [
        ({"PORT": "eighty"}, "PORT=eighty 不是端口号"),
        ({"PORT": "9", "OFFICE_PORT": "9"}, "PORT 和 OFFICE_PORT 不能都是 9"),
    ],
)
def test_wrong_port_is_told(demo: Demo, ports: dict[str, str], told: str) -> None:
    done = run_mingtang("run", "--demo", **demo.environment | ports)

    assert done.returncode == 2
    assert told in done.stderr


def test_reset_throws_the_old_city_away(demo: Demo, tmp_path: Path) -> None:
    copy = Demo(tmp_path / "home")
    copy_of(demo.home, copy.home)
    run = copy.start(RESET="1")
    assert run.stdout
    assert run.stdout.readline() == "· 载入程序 …\n"

    assert not copy.sign_ins.exists()
    assert not (copy.home / "demo" / "prepared").exists()
    Running(run, "").end()
    run.stdout.close()
    assert demo.sign_ins.exists()


def test_preparation_can_be_broken_off(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    run = demo.start()
    assert run.stdout
    assert run.stdout.readline() == "· 载入程序 …\n"

    Running(run, "").end()

    run.stdout.close()
    assert run.returncode == 0
    assert wait_until(lambda: not demo.pids)
