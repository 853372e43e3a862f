"""Measure a live interview with 10,000 readers, compared with a static file that does not change.

    python bench/live.py                                  10,000 readers, a turn every 3 s, two pairs of 30 s
    python bench/live.py --readers 1000 --pairs 1 --seconds 12

An interview is live on a published site. Its moderator stores a turn every few seconds by the real
action, which writes the page in the same process; nginx with the configuration of
`mingtang webserver nginx` serves the page and its gzip copy. Readers (`bench/live_readers.py`, a
process of its own) have a connection each and request the page every ten seconds with the ETag of
their version, as the page's script does. The peer is a minimal nginx (`root`, `sendfile`,
`gzip_static`) with the same page as a static file and the same readers; runs alternate.

Prints for each: answers a second, share of 304, bytes per reader and minute, CPU time of nginx per
answer; for the live page also the age of a turn when it reaches a reader, and what it costs the
office.
Needs nginx. Exit code 1: an error, or a turn reaches 95 of 100 readers later than 12 s.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from bench.installation import installation  # noqa: E402 - after the path is set
from bench.serve import (  # noqa: E402
    HOST,
    SITE,
    barest_configuration,
    full_configuration,
    publish,
)
from tests.harness.nginx import Nginx, find_nginx, make_writable, open_to_all  # noqa: E402
from tests.harness.processes import free_ports  # noqa: E402

LATEST = 12.0  # seconds: ten until the next request of a reader, and two to write the page
SPREAD = 10.0  # seconds over which readers begin
TURNS_BEFORE = 30
WORDS = "假期前后七天，全市加开长途班线四十二班，火车站夜间接驳延长到凌晨一点。" * 3


class Moderator:
    """Holds the interview: stores turns and records the time of each."""

    def __init__(self) -> None:
        from mingtang.ground.foundation import clock  # needs set-up
        from mingtang.institution.organization.actions.people import add_person
        from mingtang.institution.organization.actions.posts import assign_post
        from mingtang.institution.organization.enums import Post
        from mingtang.institution.organization.models import Person
        from mingtang.service.interviews.actions import interviews as acts

        self._now = clock.now
        self.desk = Person.objects.get(username="editor")
        operator, at = Person.objects.get(username="operator"), clock.now()
        leader = add_person(
            actor=operator, at=at, unit_id=operator.unit_id, username="leader", name="贺平"
        )
        assign_post(
            actor=operator, at=at, person_id=leader.pk, post=Post.LEADER_IN_CHARGE,
            unit_id=operator.unit_id,
        )  # fmt: skip
        self.row = self._announced(acts, leader)
        acts.open_interview(actor=self.desk, at=clock.now(), interview_id=self.row.pk)
        self.costs: list[float] = []
        for _ in range(TURNS_BEFORE):
            self.say()
        time.sleep(2.5)  # faster turns are left to the worker, and none runs here
        self.say()

    def _announced(self, acts: Any, leader: Any) -> Any:
        from mingtang.editorial.sites.models import GovSite  # needs set-up

        at = self._now()
        facts = acts.InterviewFacts(
            title="假期出行怎么保障",
            intro=WORDS,
            how="在本页提问",
            starts_at=at + timedelta(hours=1),
        )
        site = GovSite.objects.get(code=SITE)
        row = acts.draft_interview(actor=self.desk, at=at, site_id=site.pk, facts=facts)
        guests = [acts.GuestFacts("方正", "市交通运输局副局长")]
        acts.set_guests(actor=self.desk, at=at, interview_id=row.pk, guests=guests)
        return acts.announce_interview(actor=leader, at=at, interview_id=row.pk)

    def say(self) -> None:
        """Store a turn that carries its moment."""
        from mingtang.service.interviews.actions.live import store_turn  # needs set-up
        from mingtang.service.interviews.enums import Speaker

        begin = time.time()
        store_turn(
            actor=self.desk, at=self._now(), interview_id=self.row.pk, speaker=Speaker.HOST,
            text=f"{WORDS} @{begin:.3f}",
        )  # fmt: skip
        self.costs.append(time.time() - begin)


@dataclass(frozen=True)
class Run:
    """The results of one run of the readers; times in seconds."""

    answers: float
    known: float
    bytes: float
    processor: float
    ages: list[float]
    waits: list[float]


def used(pid_file: Path) -> float:
    """Return the CPU time of an nginx and its workers, in seconds."""
    master = int(pid_file.read_text())
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    ticks = 0
    for pid in (str(master), *children):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def run(
    options: argparse.Namespace, port: int, path: str, pid_file: Path, moderator: Moderator | None
) -> Run:
    """Run the readers, and the moderator if there is one."""
    before = used(pid_file)
    command = [
        sys.executable, str(ROOT / "bench" / "live_readers.py"), f"{HOST}:{port}", path,
        "--readers", str(options.readers), "--seconds", str(options.seconds),
    ]  # fmt: skip
    readers = subprocess.Popen(command, stdout=subprocess.PIPE)
    turn = time.time() + options.turn_every
    end = time.time() + options.seconds + SPREAD
    while time.time() < end:
        if moderator and time.time() >= turn:
            moderator.say()
            turn += options.turn_every
        time.sleep(0.05)
    said = json.loads(readers.communicate()[0])
    answers = sum(said["statuses"].values())
    if set(said["statuses"]) - {"200", "304"}:
        raise SystemExit(f"unexpected answers: {said['statuses']}")
    return Run(
        answers=answers / options.seconds,
        known=said["statuses"].get("304", 0) / answers,
        bytes=said["bytes"] / options.readers / options.seconds * 60,
        processor=(used(pid_file) - before) / answers,
        ages=said["ages"],
        waits=said["waits"],
    )


def version() -> str:
    """Return the version of nginx."""
    said = subprocess.run([find_nginx(), "-v"], capture_output=True, text=True, check=True).stderr
    return said.strip().partition(": ")[2]


def at_share(values: list[float], share: float) -> float:
    """Return the value that a share of sorted values does not exceed; 0 without values."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def tell(name: str, runs: list[Run]) -> None:
    """Print a row."""
    waits = sorted(wait for one in runs for wait in one.waits)
    print(
        f"{name:>6}: {median(one.answers for one in runs):>6,.0f} answers/s, "
        f"{median(one.known for one in runs):.0%} are 304, "
        f"{median(one.bytes for one in runs) / 1024:,.1f} KB per reader and minute, "
        f"nginx {median(one.processor for one in runs) * 1e6:,.0f} µs per answer, "
        f"answer after {at_share(waits, 0.5) * 1e3:.1f} / {at_share(waits, 0.95) * 1e3:.1f} ms (p50 / p95)",
        flush=True,
    )


def measure(options: argparse.Namespace, home: Path) -> bool:
    """Publish, go live, start both servers, run readers; return whether turns arrive in time."""
    home.chmod(0o755)  # the servers run as an ordinary user
    root = publish(options.articles)
    moderator = Moderator()
    still = root / SITE / "still.html"
    for suffix in ("", ".gz"):
        page = Path(f"{root / SITE}{moderator.row.path}{suffix}")
        shutil.copyfile(page, f"{still}{suffix}")
    open_to_all(root)
    ports = dict(zip(("live", "peer"), free_ports(2), strict=True))
    runs: dict[str, list[Run]] = {"live": [], "peer": []}
    size = Path(f"{still}.gz").stat().st_size
    print(
        f"{version()}; {options.readers:,} readers, each with a connection, asking every 10 s; "
        f"a turn every {options.turn_every:g} s; page of {still.stat().st_size:,} bytes, {size:,} packed",
        flush=True,
    )
    with ExitStack() as stack:
        full = full_configuration(root, home / "live", ports["live"], 1)
        barest = barest_configuration(root, home / "peer", ports["peer"], 1, full)
        for name, text in (("live", full), ("peer", barest)):
            make_writable(home / name)
            file = home / f"{name}.conf"
            file.write_text(text.replace("worker_connections 4096", "worker_connections 16384"))
            file.chmod(0o644)
            stack.enter_context(Nginx(file, home / name / "nginx.pid").running())
        for pair in range(options.pairs):
            for name in ("live", "peer") if pair % 2 == 0 else ("peer", "live"):
                path = moderator.row.path if name == "live" else "/still.html"
                pid_file = home / name / "nginx.pid"
                talks = moderator if name == "live" else None
                runs[name].append(run(options, ports[name], path, pid_file, talks))
    for name, found in runs.items():
        tell(name, found)
    ratio = median(one.processor for one in runs["live"]) / median(
        one.processor for one in runs["peer"]
    )
    ages = sorted(age for one in runs["live"] for age in one.ages)
    costs = sorted(moderator.costs[TURNS_BEFORE + 1 :])
    print(
        f"nginx works {ratio:.2f} times as long per answer as for the still file; a turn reaches a reader after "
        f"{at_share(ages, 0.5):.1f} / {at_share(ages, 0.95):.1f} s (p50 / p95); "
        f"it costs the office {at_share(costs, 0.5) * 1e3:.0f} / {at_share(costs, 0.95) * 1e3:.0f} ms"
    )
    return bool(ages) and at_share(ages, 0.95) <= LATEST


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--readers", type=int, default=10_000)
    parser.add_argument("--turn-every", type=float, default=3.0, help="seconds between turns")
    parser.add_argument("--pairs", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30.0, help="of one run")
    parser.add_argument("--articles", type=int, default=100, help="on the site beside it")
    options = parser.parse_args()
    with installation() as home:
        return 0 if measure(options, home) else 1


if __name__ == "__main__":
    sys.exit(main())
