"""What readers and officers feel during attacks on the two faces of one machine.

    python bench/abuse.py                    on SQLite
    python bench/abuse.py --postgresql       on a throw-away PostgreSQL with 100 connections
    python bench/abuse.py --seconds 3 --scale 0.1 --attack reads

A throw-away installation is made, both faces are served by the built-in server as in service, and one
attack follows the other for at most so many seconds each: `reads` (150 readers of the dynamic part at
once), `slow-bodies` (600 connections that send a byte now and then), `sign-ins` (80 wrong passwords at
once), `large` (requests that announce 400 MB), `nested` (a text of 100,000 nested elements). Meanwhile
one process reads published pages fifty times a second and another opens screens of the office five
times a second; what they felt is printed. Only addresses of 127.0.0.0/8 are ever asked, the number of
requests and the time are bounded, and everything ends by itself.

Exit code 1: a page or a screen was not answered with 200, pages took over 50 ms or screens over 1 s
(99th and 95th percentile), an attacker got an error of ours, or the memory of the office doubled past
its bound.
"""

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - after the path is set
from tests.harness.processes import free_ports, wait_until  # noqa: E402

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

PAGE_P99, SCREEN_P95 = 0.050, 1.0  # seconds
MOST_MEMORY = 600.0  # megabytes that the office may grow by
SERVER = "127.0.0.1"
# Attackers, readers and officers come from different addresses of this machine.
ATTACKER, READER, OFFICER = "127.0.0.66", "127.0.0.2", "127.0.0.3"
CONNECTIONS = 100  # of PostgreSQL
ALLOWED = frozenset({200, 302, 400, 403, 408, 409, 413, 422, 429, 503, 0})  # 0: the server hung up
NESTED = 100_000


@dataclass(frozen=True)
class Target:
    """Where to attack, and with what a signed-in officer shows."""

    public: int
    office: int
    pages: tuple[str, ...]
    session: str
    token: str


@dataclass
class Felt:
    """What one of them felt: seconds of each answer, and the statuses."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def at(self, share: float) -> float:
        """Return a percentile."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


async def ask(
    port: int, source: str, head: str, body: bytes = b"", within: float = 20
) -> tuple[int, bytes]:
    """Send one request on a connection of its own; return status (0: none came) and answer."""
    writer = None
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection(SERVER, port, local_addr=(source, 0))
            writer.write(head.encode() + body)
            with contextlib.suppress(ConnectionError):
                await writer.drain()
            answer = await reader.read(-1)
    except (OSError, TimeoutError):
        return 0, b""
    finally:
        if writer:
            writer.close()
    return (int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0), answer


def head(method: str, path: str, length: int = 0, **headers: str) -> str:
    """Return the head of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if method == "POST":
        lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines) + "\r\n\r\n"


# --- attacks: each returns the statuses that it saw


async def reads(target: Target, latest: float, scale: float) -> Counter[int]:
    """150 at once read the dynamic part of the public face; at most 4,000 reads."""
    seen: Counter[int] = Counter()
    left = iter(range(int(4000 * scale)))

    async def one() -> None:
        for _ in left:
            if time.monotonic() > latest:
                return
            status, _ = await ask(target.public, ATTACKER, head("GET", "/api/v1/sites"))
            seen[status] += 1

    await asyncio.gather(*(one() for _ in range(int(150 * scale))))
    return seen


async def slow_bodies(target: Target, latest: float, scale: float) -> Counter[int]:
    """600 connections send one byte of a body a second."""
    seen: Counter[int] = Counter()

    async def one() -> None:
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection(
                SERVER, target.office, local_addr=(ATTACKER, 0)
            )
            writer.write(head("POST", "/sign-in/", 5000).encode())
            with contextlib.suppress(ConnectionError):
                while time.monotonic() < latest and not reader.at_eof():
                    writer.write(b"a")
                    await writer.drain()
                    await asyncio.sleep(1)
            writer.close()
        seen[0] += 1

    await asyncio.gather(*(one() for _ in range(int(600 * scale))))
    return seen


async def sign_ins(target: Target, latest: float, scale: float) -> Counter[int]:
    """80 wrong passwords at once, each for a name and from an address of its own, again and again."""
    seen: Counter[int] = Counter()
    _, form = await ask(target.office, ATTACKER, head("GET", "/sign-in/"))
    cookie = _between(form, b"csrftoken=", b";")
    field_ = _between(form, b'name="csrfmiddlewaretoken" value="', b'"')

    async def one(number: int) -> None:
        turn = 0
        while time.monotonic() < latest and turn < 20:
            turn += 1
            values = {"username": f"nobody{number}x{turn}", "password": "wrong-password-1"}
            body = urlencode(values | {"csrfmiddlewaretoken": field_}).encode()
            kind = "application/x-www-form-urlencoded"
            lines = head(
                "POST", "/sign-in/", len(body), Content_Type=kind, Cookie=f"csrftoken={cookie}"
            )
            source = f"127.0.{turn}.{number + 1}"
            status, _ = await ask(target.office, source, lines, body)
            seen[status] += 1

    await asyncio.gather(*(one(number) for number in range(int(80 * scale))))
    return seen


async def large(target: Target, latest: float, scale: float) -> Counter[int]:
    """20 strangers announce 400 MB for a form of the office and send what is taken."""
    seen: Counter[int] = Counter()

    async def one() -> None:
        while time.monotonic() < latest and seen.total() < 400:
            kind = "multipart/form-data; boundary=a"
            lines = head("POST", "/documents/add/", 400 * 1024**2, Content_Type=kind)
            status, _ = await ask(target.office, ATTACKER, lines, b"x" * 1024**2)
            seen[status] += 1

    await asyncio.gather(*(one() for _ in range(max(1, int(20 * scale)))))
    return seen


async def nested(target: Target, latest: float, scale: float) -> Counter[int]:
    """A text of 100,000 nested elements, sent with a valid token, at most ten times."""
    seen: Counter[int] = Counter()
    count = int(NESTED * scale)
    value = "<b>" * count + "x" + "</b>" * count
    article = {
        "unit": "city",
        "site": "portal",
        "kind": "news",
        "title": "深层嵌套",
        "body": [{"type": "text", "value": value}],
    }
    body = json.dumps(article).encode()
    for _ in range(10):
        if time.monotonic() > latest:
            break
        lines = head(
            "POST",
            "/api/v1/articles",
            len(body),
            Content_Type="application/json",
            Authorization=f"Bearer {target.token}",
        )
        status, _ = await ask(target.office, ATTACKER, lines, body, within=60)
        seen[status] += 1
    return seen


Attack = Callable[[Target, float, float], Awaitable[Counter[int]]]
ATTACKS: dict[str, Attack] = {
    "reads": reads,
    "slow-bodies": slow_bodies,
    "sign-ins": sign_ins,
    "large": large,
    "nested": nested,
}


def _between(text: bytes, start: bytes, end: bytes) -> str:
    return text.partition(start)[2].partition(end)[0].decode()


# --- the others


async def _feel(port: int, source: str, heads: list[str], pause: float, pipe: "Connection") -> None:
    felt = Felt()
    number = 0
    while not pipe.poll():
        begun = time.monotonic()
        status, _ = await ask(port, source, heads[number % len(heads)])
        felt.seconds.append(time.monotonic() - begun)
        felt.statuses[status] += 1
        number += 1
        await asyncio.sleep(max(0.0, pause - (time.monotonic() - begun)))
    pipe.send(felt)


def feel(port: int, source: str, heads: list[str], pause: float, pipe: "Connection") -> None:
    """Ask again and again, in a process of its own, until the pipe says stop; send what was felt."""
    asyncio.run(_feel(port, source, heads, pause, pipe))


@contextlib.contextmanager
def feeling(target: Target) -> Iterator[dict[str, Felt]]:
    """Let a reader and an officer go about their day; their feelings are there at the end."""
    screens = [head("GET", path, Cookie=target.session) for path in ("/", "/articles/")]
    pages = [head("GET", path) for path in target.pages]
    context = multiprocessing.get_context("spawn")
    running = {}
    for name, arguments in (
        ("pages", (target.public, READER, pages, 0.02)),
        ("screens", (target.office, OFFICER, screens, 0.2)),
    ):
        ours, theirs = context.Pipe()
        process = context.Process(target=feel, args=(*arguments, theirs), daemon=True)
        process.start()
        running[name] = (process, ours)
    felt: dict[str, Felt] = {}
    time.sleep(1.5)  # until both are up
    try:
        yield felt
    finally:
        for name, (process, pipe) in running.items():
            pipe.send("stop")
            felt[name] = pipe.recv() if pipe.poll(30) else Felt(statuses=Counter({0: 1}))
            process.join(5)
            process.kill()


# --- the installation


def prepare(articles: int) -> tuple[tuple[str, ...], str, str]:
    """Fill the installation; return pages, a session cookie and a token of an officer."""
    from django.conf import settings  # needs set-up
    from django.test import Client  # needs set-up

    from bench.archive import load_content  # needs set-up
    from mingtang.faces.public.writing import write_maps  # needs set-up
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.institution.organization.actions.tokens import issue_token  # needs set-up
    from mingtang.wiring.cli.publish_work import work_off  # needs set-up

    archive = load_content(site_code="portal", articles=articles, columns=3, at=now())
    if not work_off(1, quietly=True):
        raise SystemExit("the site could not be published")
    write_maps(at=now())
    root = Path(settings.PUBLISH_ROOT) / "portal"
    pages = tuple("/" + file.relative_to(root).as_posix() for file in sorted(root.rglob("*.html")))
    person = archive.editor
    browser = Client()
    browser.force_login(
        person, backend="mingtang.institution.organization.interfaces.backends.PersonBackend"
    )
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    token = issue_token(actor=person, at=now(), person_id=person.pk, name="bench").text
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
    return tuple(page for page in pages if "/." not in page)[:200], cookie, token


@contextlib.contextmanager
def faces(public: int, office: int) -> Iterator[dict[str, int]]:
    """Serve both faces; yield their process ids."""
    environment = os.environ | {"MINGTANG_SECOND_FACTOR": "offered"}
    environment.pop("MINGTANG_FACE", None)
    processes = {
        name: subprocess.Popen(
            [sys.executable, "-m", "mingtang", "serve", name, "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for name, port in (("public", public), ("office", office))
    }
    try:
        from mingtang.wiring.config.ports import answers  # needs the path

        for port in (public, office):
            if not wait_until(lambda port=port: answers(port), 90):
                raise SystemExit(f"nothing answers on port {port}")
        yield {name: process.pid for name, process in processes.items()}
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(20)


def memory(pid: int) -> float:
    """Return the megabytes that a process and its children hold."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            text = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(folder.name) == pid or int(text[1]) == pid:
                total += int((folder / "statm").read_text().split()[1]) * 4
    return total / 1024


# --- the report


@dataclass(frozen=True)
class Outcome:
    """What one attack did."""

    name: str
    seen: Counter[int]
    felt: dict[str, Felt]
    grown: float

    def faults(self) -> list[str]:
        """Return what is past its bound."""
        pages, screens = self.felt["pages"], self.felt["screens"]
        found = []
        if set(pages.statuses) != {200}:
            found.append(f"readers got {dict(pages.statuses)}")
        if set(screens.statuses) != {200}:
            found.append(f"officers got {dict(screens.statuses)}")
        if pages.at(0.99) > PAGE_P99:
            found.append(f"pages took {pages.at(0.99) * 1000:.0f} ms")
        if screens.at(0.95) > SCREEN_P95:
            found.append(f"screens took {screens.at(0.95):.2f} s")
        if strange := set(self.seen) - ALLOWED:
            found.append(f"the attacker got {sorted(strange)}")
        if self.grown > MOST_MEMORY:
            found.append(f"the office grew by {self.grown:.0f} MB")
        return found

    def line(self) -> str:
        """Return a row of the report."""
        pages, screens = self.felt["pages"], self.felt["screens"]
        seen = " ".join(f"{status or 'cut'}×{count}" for status, count in sorted(self.seen.items()))
        return (
            f"| {self.name} | {pages.at(0.5) * 1000:.1f} | {pages.at(0.99) * 1000:.1f} "
            f"| {screens.at(0.5) * 1000:.0f} | {screens.at(0.95) * 1000:.0f} "
            f"| {self.grown:.0f} | {seen or '-'} |"
        )


def run(name: str, target: Target, pids: dict[str, int], seconds: float, scale: float) -> Outcome:
    """Run one attack (an empty name: none) and return what it did."""
    before = memory(pids["office"])
    peak = before
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with feeling(target) as felt:
        attack = context.Process(
            target=attack_in_process, args=(name, target, seconds, scale, theirs), daemon=True
        )
        attack.start()
        latest = time.monotonic() + seconds + 70
        while attack.is_alive() and time.monotonic() < latest:
            peak = max(peak, memory(pids["office"]))
            time.sleep(0.2)
        attack.kill()
    seen: Counter[int] = ours.recv() if ours.poll() else Counter({-1: 1})
    return Outcome(name or "none", seen, felt, peak - before)


def attack_in_process(
    name: str, target: Target, seconds: float, scale: float, pipe: "Connection"
) -> None:
    """Run an attack and send the statuses that it saw.

    Attackers have machines of their own: here they take only what the others leave.
    """
    os.nice(19)
    if not name:
        time.sleep(seconds)
        pipe.send(Counter())
        return
    pipe.send(asyncio.run(ATTACKS[name](target, time.monotonic() + seconds, scale)))  # type: ignore[arg-type]


def measure(options: argparse.Namespace) -> list[Outcome]:
    """Serve the installation and run the attacks one after the other."""
    pages, session, token = prepare(options.articles)
    public, office = free_ports(2)
    target = Target(public, office, pages, session, token)
    outcomes = []
    with faces(public, office) as pids:
        for name in ("", *(options.attack or ATTACKS)):
            outcome = run(name, target, pids, options.seconds, options.scale)
            print(outcome.line(), flush=True)
            outcomes.append(outcome)
    return outcomes


def main() -> int:
    """Run the bench; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=15, help="of each attack, at most 60")
    parser.add_argument("--scale", type=float, default=1, help="of the attacks, at most 1")
    parser.add_argument("--attack", action="append", choices=tuple(ATTACKS))
    options = parser.parse_args()
    options.seconds, options.scale = min(options.seconds, 60), min(options.scale, 1)
    changes: dict[str, Any] = {"max_connections": str(CONNECTIONS)} if options.postgresql else {}
    with installation(postgresql=options.postgresql, changes=changes):
        name = "PostgreSQL" if options.postgresql else "SQLite"
        print(f"{name}, load average before: {os.getloadavg()[0]:.1f}")
        print(
            "| attack | page p50 ms | p99 | screen p50 ms | p95 | office + MB | attacker got |\n"
            "| --- | --- | --- | --- | --- | --- | --- |"
        )
        outcomes = measure(options)
    faults = [f"{outcome.name}: {fault}" for outcome in outcomes for fault in outcome.faults()]
    print("\n".join(faults) if faults else "within bounds")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
