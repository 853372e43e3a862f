"""`mingtang run`: the public face, the office and the worker on one machine, until Ctrl-C."""

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from mingtang.wiring.config import sign_ins
from mingtang.wiring.config.environment import data_dir
from mingtang.wiring.config.installation import AlreadyRunning, Installation
from mingtang.wiring.config.parents import end_with_parent
from mingtang.wiring.config.ports import OFFICE_PORT, PUBLIC_PORT, UnusablePort, is_free, port_from
from mingtang.wiring.config.supervisor import CannotStart, Program, Supervisor, run_to_end

START_SECONDS = 90.0
PORTAL = Path("www", "portal", "index.html")  # below the data folder: the home of a city's portal
WRONG_USE = 2


@dataclass(frozen=True)
class FaceAddresses:
    """Where the two faces listen."""

    public: int
    office: int

    @classmethod
    def chosen(cls) -> "FaceAddresses":
        """Read PORT and OFFICE_PORT. :raises UnusablePort: if one is wrong or taken."""
        ports = cls(port_from("PORT", PUBLIC_PORT), port_from("OFFICE_PORT", OFFICE_PORT))
        if ports.public == ports.office:
            raise UnusablePort(
                f"PORT 和 OFFICE_PORT 不能都是 {ports.public}。 The two ports must differ."
            )
        for port, variable in ((ports.public, "PORT"), (ports.office, "OFFICE_PORT")):
            if not is_free(port):
                raise UnusablePort(
                    f"端口 {port} 已被占用，请停止占用它的程序，或另选端口：{variable}=端口号。"
                    f" Port {port} is taken: stop what uses it, or choose another with {variable}=."
                )
        return ports


@click.command()
@click.option("--demo", is_flag=True, help="运行示范城市，数据放在 var/demo，首次启动时自动建立")
def command(demo: bool) -> None:
    """在本机运行公众端、工作台和后台任务，按 Ctrl-C 全部停止。"""
    if os.environ.get("MAKELEVEL"):
        end_with_parent()  # a killed `make` leaves nothing behind
    try:
        addresses = FaceAddresses.chosen()
        installation = Installation.demo() if demo else Installation(data_dir())
        installation.hold()
    except (UnusablePort, AlreadyRunning) as problem:
        click.echo(str(problem), err=True)
        sys.exit(WRONG_USE)
    if demo and (os.environ.get("RESET") == "1" or _is_half_made(installation)):
        installation.clear()
    sys.exit(_run(installation, addresses, is_demo=demo))


def _is_half_made(installation: Installation) -> bool:
    """Say whether the making of a city was stopped half-way: no one has ever signed in to it."""
    return not installation.was_prepared() and not sign_ins.path(installation.home).exists()


def _run(installation: Installation, addresses: FaceAddresses, *, is_demo: bool) -> int:
    environment = _environment(installation.home, addresses, is_demo=is_demo)
    supervisor = Supervisor(
        _programs(addresses, installation.home),
        logs=installation.logs,
        environment=environment,
        tell=_tell,
    )
    _stop_on_signals(supervisor)
    is_new = not sign_ins.path(installation.home).exists()
    try:
        if not installation.is_prepared():
            code = _prepare(
                installation,
                supervisor,
                environment,
                addresses if is_new else None,
                is_demo=is_demo,
            )
            if code or supervisor.is_stopping:
                return 0 if supervisor.is_stopping else 1
        click.echo("· 启动公众端、工作台和后台任务 …")
        supervisor.start(within=START_SECONDS)
        if not supervisor.is_stopping:
            _show(installation.home, addresses, is_demo=is_demo, is_new=is_new)
        supervisor.watch()
    except CannotStart as problem:
        click.echo(f"启动失败：{problem}", err=True)
        return 1
    finally:
        supervisor.stop()
    click.echo("已全部停止。")
    return 0


def _prepare(
    installation: Installation,
    supervisor: Supervisor,
    environment: dict[str, str],
    early: FaceAddresses | None,
    *,
    is_demo: bool,
) -> int:
    """Prepare the installation and return the code; a new city's public face runs once it has a portal."""
    portal, told = installation.home / PORTAL, False

    def open_portal() -> None:
        nonlocal told
        if is_demo and early and not told and portal.exists():
            told = True
            supervisor.start_early("public")
            _tell(f"    公众端可以打开了：http://127.0.0.1:{early.public}/（内容还在补充）")

    preparation = (sys.executable, "-m", "mingtang", "prepare")
    code = run_to_end(
        (*preparation, *(("--demo",) if is_demo else ())),
        environment,
        is_stopping=lambda: supervisor.is_stopping,
        meanwhile=open_portal,
    )
    if not code and not supervisor.is_stopping:
        installation.note_prepared()
    return code


def _environment(home: Path, addresses: FaceAddresses, *, is_demo: bool) -> dict[str, str]:
    environment = os.environ | {
        "MINGTANG_HOME": str(home),
        "MINGTANG_OFFICE_URL": f"http://127.0.0.1:{addresses.office}",
        "PYTHONUNBUFFERED": "1",
    }
    environment.setdefault("MINGTANG_PUBLISH_ORIGIN", f"http://127.0.0.1:{addresses.public}")
    if is_demo:  # the demo city never touches another database
        environment.pop("MINGTANG_DATABASE_URL", None)
        environment.setdefault("MINGTANG_SECOND_FACTOR", "offered")
        environment |= {
            "MINGTANG_PUBLIC_SCHEME": "http",
            "MINGTANG_PUBLIC_PORT": str(addresses.public),
        }
    return environment


def _programs(addresses: FaceAddresses, home: Path) -> tuple[Program, ...]:
    worker = (sys.executable, "-m", "mingtang", "worker")
    return (
        _face("public", "公众端", addresses.public),
        _face("office", "工作台", addresses.office),
        Program("worker", "后台任务", worker, beats_below=home),
        # Exports, mail and pictures take long and must not delay sealing or publishing.
        Program("slow-worker", "慢任务", (*worker, "--lanes", "slow"), beats_below=home),
    )


def _face(name: str, title: str, port: int) -> Program:
    server = (sys.executable, "-m", "mingtang", "serve", name)
    return Program(name, title, (*server, "--port", str(port)), port)


def _stop_on_signals(supervisor: Supervisor) -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        if supervisor.is_stopping and signum == signal.SIGINT:
            raise KeyboardInterrupt  # asked twice
        supervisor.ask_to_stop()

    for signum in (signal.SIGINT, signal.SIGTERM):  # also where a shell's `&` ignores Ctrl-C
        signal.signal(signum, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # `nohup` means it
        signal.signal(signal.SIGHUP, stop)


def _show(home: Path, addresses: FaceAddresses, *, is_demo: bool, is_new: bool) -> None:
    click.echo("")
    click.echo(f"公众端  http://127.0.0.1:{addresses.public}/")
    click.echo(f"工作台  http://127.0.0.1:{addresses.office}/")
    if is_demo and is_new:
        click.echo("\n登录账号（只显示这一次）：")
        click.echo(sign_ins.read(home))
    if is_demo:
        click.echo(f"登录账号保存在 {sign_ins.path(home)}（只有本用户可读）。")
    click.echo("按 Ctrl-C 全部停止。")


def _tell(words: str) -> None:
    click.echo(words, err=True)
