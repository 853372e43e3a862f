"""A thousand visits a second at the public process: what is counted, what is lost, what readers of pages feel.

    python bench/visits.py                    on SQLite
    python bench/visits.py --postgresql       on a throw-away PostgreSQL
    python bench/visits.py --seconds 2 --rate 200 --articles 5

A throw-away installation is published and its public process started as in service. A process reads pages fifty
times a second, first alone, then beside visits that come at the rate from 64 connections and 5,000 browsers.
Then the public process is stopped and the worker's routine adds up what it stored.

Exit code 1: an answer that was given is not counted, more than 1 % of the visits got no figures, or the number of
visitors is off by more than 5 %.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.abuse import READER, SERVER, Felt, feel, head, prepare  # noqa: E402 - after the path is set
from bench.installation import installation  # noqa: E402
from tests.harness.processes import free_ports, wait_until  # noqa: E402

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

CONNECTIONS, BROWSERS = 64, 5_000
LOST, OFF = 0.01, 0.05


def visit(path: str, browser: int) -> bytes:
    """Return the request that the script of a page sends."""
    lines = [
        f"POST /api/visits?path={quote(path, safe='')} HTTP/1.1",
        f"Host: {SERVER}",
        f"Origin: http://{SERVER}",
        "Sec-Fetch-Site: same-origin",
        f"User-Agent: Mozilla/5.0 (Windows NT 10.0; rv:{browser}.0) Firefox/{browser}.0",
        "Content-Length: 0",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _send(port: int, pages: tuple[str, ...], seconds: float, rate: int) -> Felt:
    felt = Felt()
    total, begun = int(seconds * rate), time.monotonic() + 0.5

    async def one(first: int) -> None:
        reader, writer = await asyncio.open_connection(SERVER, port)
        for number in range(first, total, CONNECTIONS):
            await asyncio.sleep(begun + number / rate - time.monotonic())
            sent = time.monotonic()
            if sent > begun + seconds * 3:
                break
            page = pages[(number + number // BROWSERS) % len(pages)]
            writer.write(visit(page, number % BROWSERS))
            said = await reader.readuntil(b"\r\n\r\n")
            length = said.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            if length:
                await reader.readexactly(int(length))
            felt.seconds.append(time.monotonic() - sent)
            felt.statuses[int(said[9:12])] += 1
        writer.close()

    await asyncio.gather(*(one(first) for first in range(CONNECTIONS)))
    felt.statuses[0] = total - felt.statuses.total()
    return felt


def send(port: int, pages: tuple[str, ...], seconds: float, rate: int, pipe: "Connection") -> None:
    """Send visits from a process of its own; hand over answers and how long it took in all."""
    begun = time.monotonic()
    felt = asyncio.run(_send(port, pages, seconds, rate))
    pipe.send((felt, time.monotonic() - begun - 0.5))


@contextlib.contextmanager
def public_face(port: int) -> Iterator[int]:
    """Serve the public face; yield its process id. It ends as a service manager ends it."""
    environment = {name: value for name, value in os.environ.items() if name != "MINGTANG_FACE"}
    command = [sys.executable, "-m", "mingtang", "serve", "public", "--port", str(port)]
    with (Path(os.environ["MINGTANG_HOME"]) / "public.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        from mingtang.wiring.config.ports import answers  # needs the path

        try:
            if not wait_until(lambda: answers(port), 90):
                raise SystemExit(f"nothing answers on port {port}")
            yield process.pid
        finally:
            process.terminate()
            process.wait(30)


@contextlib.contextmanager
def reading(port: int, pages: tuple[str, ...]) -> Iterator[Felt]:
    """Read pages fifty times a second meanwhile; what was felt is there at the end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    heads = [head("GET", page) for page in pages]
    process = context.Process(target=feel, args=(port, READER, heads, 0.02, theirs), daemon=True)
    process.start()
    felt = Felt()
    time.sleep(1.5)  # until it is up
    try:
        yield felt
    finally:
        ours.send("stop")
        found = ours.recv() if ours.poll(30) else Felt(statuses=Counter({0: 1}))
        felt.seconds, felt.statuses = found.seconds, found.statuses
        process.join(5)


def processor(pid: int) -> float:
    """Return the seconds of processor that a process and its children have taken."""
    ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            text = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(folder.name) == pid or int(text[1]) == pid:
                ticks += int(text[11]) + int(text[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(options: argparse.Namespace) -> list[str]:
    """Run both phases, print the table; return what is past its bound."""
    from django.db.models import Sum  # needs set-up

    from mingtang.editorial.visits.actions import fold_visits  # needs set-up
    from mingtang.editorial.visits.models import PageVisits, SiteDay, VisitBatch  # needs set-up

    pages = prepare(options.articles)[0]
    [port] = free_ports(1)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with public_face(port) as pid:
        with reading(port, pages) as alone:
            time.sleep(min(options.seconds, 10))
        with reading(port, pages) as beside:
            before = processor(pid)
            arguments = (port, pages, options.seconds, options.rate, theirs)
            sender = context.Process(target=send, args=arguments, daemon=True)
            sender.start()
            felt, took = ours.recv()
            spent = processor(pid) - before
            sender.join(5)
    batches, begun = VisitBatch.objects.count(), time.monotonic()
    while fold_visits():
        pass
    folding = time.monotonic() - begun
    counted = PageVisits.objects.aggregate(all=Sum("views"))["all"] or 0
    visitors = SiteDay.objects.aggregate(all=Sum("visitors"))["all"] or 0
    total, answered = felt.statuses.total(), felt.statuses[200]
    rows = {
        "visits sent, answered with figures": f"{total}, {answered}",
        "visits a second (wanted)": f"{total / took:.0f} ({options.rate})",
        "counted, lost of those answered": f"{counted}, {answered - counted}",
        "visitors counted (true)": f"{visitors} ({min(BROWSERS, total)})",
        "batches, seconds to add them up": f"{batches}, {folding:.2f}",
        "answer of a visit p50, p95 ms": f"{felt.at(0.5) * 1000:.1f}, {felt.at(0.95) * 1000:.1f}",
        "processor per visit, pages included, ms": f"{spent / total * 1000:.2f}",
        "page p50, p95 ms without visits": f"{alone.at(0.5) * 1000:.1f}, {alone.at(0.95) * 1000:.1f}",
        "page p50, p95 ms beside them": f"{beside.at(0.5) * 1000:.1f}, {beside.at(0.95) * 1000:.1f}",
        "ratio of p95": f"{beside.at(0.95) / (alone.at(0.95) or 1):.1f}",
        "pages beside them by status": str(dict(beside.statuses)),
    }
    print("\n".join(f"| {name} | {value} |" for name, value in rows.items()))
    faults = []
    if counted != answered:
        faults.append(f"{answered - counted} visits were answered and not counted")
    if answered < total * (1 - LOST):
        faults.append(f"no figures for some: {dict(felt.statuses)}")
    if abs(visitors / min(BROWSERS, total) - 1) > OFF:
        faults.append(f"{visitors} visitors instead of {min(BROWSERS, total)}")
    return faults


def main() -> int:
    """Run the bench; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=int, default=1000, help="visits a second")
    options = parser.parse_args()
    with installation(postgresql=options.postgresql):
        name = "PostgreSQL" if options.postgresql else "SQLite"
        print(f"{name}, load average before: {os.getloadavg()[0]:.1f}")
        faults = measure(options)
    print("\n".join(faults) if faults else "within bounds")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
