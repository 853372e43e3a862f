"""The pytest plugin that is loaded before Django's settings (`-p tests.harness.plugin`).

Every run gets a data folder of its own, every xdist worker a folder inside it, and a real file or
server as database. `MINGTANG_TEST_DATABASE` says which: `sqlite` (default) or `postgresql`.
"""

import contextlib
import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Generator
from pathlib import Path
from types import FrameType

import pytest

from tests.harness import network
from tests.harness.postgresql import Cluster

SESSION = "MINGTANG_TEST_SESSION"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}

# Seconds, by marker. What hangs is told with its stack instead of stopping the run.
LIMIT = 300
LIMITS = {"slow": 1500, "browser": 1500, "soak": 4 * 3600}

_cluster: Cluster | None = None


def _is_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


def database_kind() -> str:
    """Return which database this run uses, `sqlite` or `postgresql`."""
    kind = os.environ.get("MINGTANG_TEST_DATABASE") or "sqlite"
    if kind not in {"sqlite", "postgresql"}:
        raise pytest.UsageError(
            f"MINGTANG_TEST_DATABASE is {kind!r}: choose 'sqlite' or 'postgresql'"
        )
    return kind


def _prepare_home() -> None:
    """Point the platform at a data folder that nobody else uses, before settings are read."""
    if not _is_worker():
        os.environ[SESSION] = tempfile.mkdtemp(prefix="mingtang-tests-")
        os.environ.pop("MINGTANG_DATABASE_URL", None)
    home = Path(os.environ[SESSION]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
    home.mkdir(exist_ok=True)
    _share_static_files(home)
    os.environ["MINGTANG_HOME"] = str(home)
    os.environ["MINGTANG_FACE"] = "office"


def _share_static_files(home: Path) -> None:
    """Let all workers of a run serve from one folder: the first that needs it collects for the others."""
    shared = Path(os.environ[SESSION]) / "static"
    shared.mkdir(exist_ok=True)
    if not (home / "static").is_symlink():  # a run inside a test has the folder of its worker
        (home / "static").symlink_to(shared)


_prepare_home()


def _state_signals() -> None:
    """Take signals as a terminal gives them, whatever `nohup` or a shell's `&` has set.

    What is ignored is inherited by every program that a test starts, which then hears no Ctrl-C. A
    handler is not: programs get the usual way, and this run goes on as it was asked to.
    """
    for signum in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT):
        if signal.getsignal(signum) is signal.SIG_IGN:
            signal.signal(signum, lambda signum, frame: None)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


with contextlib.suppress(ValueError):  # not the main thread
    _state_signals()


def _start_cluster() -> None:
    global _cluster  # noqa: PLW0603 - one server a run
    _cluster = Cluster.start()
    os.environ["MINGTANG_DATABASE_URL"] = _cluster.url("mingtang")


def _leave_no_trace() -> None:
    if _is_worker():
        return
    if _cluster is not None:
        _cluster.stop()
    shutil.rmtree(os.environ[SESSION], ignore_errors=True)


def _end_like_ctrl_c(own_process: int) -> None:
    """Make a termination of the run take the same orderly way out as Ctrl-C."""

    def end(signum: int, frame: FrameType | None) -> None:
        if os.getpid() == own_process:
            raise KeyboardInterrupt
        signal.signal(signum, signal.SIG_DFL)
        os.kill(os.getpid(), signum)

    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, end)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    known = early_config.known_args_namespace
    looks_only = known.help or known.version or getattr(known, "collectonly", False)
    if not _is_worker():
        _end_like_ctrl_c(os.getpid())
    try:
        if database_kind() == "postgresql" and not _is_worker() and not looks_only:
            _start_cluster()
        yield
    except BaseException:
        _leave_no_trace()
        raise


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "uses_database: touches the database; set by the harness")
    network.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    _leave_no_trace()


def pytest_report_header(config: pytest.Config) -> str:
    return f"mingtang: {database_kind()}, data in {os.environ['MINGTANG_HOME']}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--repeat", type=int, default=1, metavar="N", help="run each test N times")


@pytest.fixture
def repetition(request: pytest.FixtureRequest) -> int:
    """The number of this repetition of a test, from 1."""
    return int(getattr(request, "param", 1))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    times = metafunc.config.getoption("repeat")
    if times > 1:
        metafunc.fixturenames.append("repetition")
        metafunc.parametrize("repetition", range(1, times + 1), indirect=True)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what touches the database, so that the second pass runs only this; set time limits."""
    for item in items:
        fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
        if fixtures or item.get_closest_marker("django_db"):
            item.add_marker("uses_database")
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(time_limit(item)))


def pytest_collection_finish() -> None:
    """Spare the garbage collector what is loaded and stays to the end, and have it run less often.

    Without the second half it would walk the little that is new again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def time_limit(item: pytest.Item) -> int:
    """Return the seconds a test may take, with the making of what it needs; several times the usual."""
    limits = [seconds for marker, seconds in LIMITS.items() if item.get_closest_marker(marker)]
    return max(limits, default=LIMIT)
