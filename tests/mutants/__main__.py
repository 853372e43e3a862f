"""Change policies and actions of one room, one place at a time, and see whether a test notices.

    python -m tests.mutants editorial/review [--sample 150] [--seed 1] [--jobs 2]

Works in copies under the system's temporary directory. What was tried stands in `build/mutants`, so that an
interrupted run goes on where it stopped; only survivors are tried again after a change of sources or tests.

Exit code 1: more than a tenth survived. 2: there is nothing to try, or the tests do not run without a mutant.
"""

import argparse
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.asking import Forks
from tests.mutants.pool import Mutant, files_of, mutants_of
from tests.mutants.results import Fate, Report, Result, Results, equivalents_in, void_among
from tests.mutants.room_tests import paths_of_tests
from tests.mutants.running import (
    BrokenRunError,
    Ended,
    Runner,
    copy_tree,
    reach_from,
    record,
    try_mutant,
    world_of,
)
from tests.mutants.selection import Reach, Statement, select, statement_at

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Plan:
    """A mutant, what surrounds it, and the tests to show it to."""

    mutant: Mutant
    statement: Statement
    tests: Sequence[str]
    reaching: int


@dataclass(frozen=True)
class Session:
    """One run of this tool over a tree: copies to work in, and what the first run showed."""

    runner: Runner
    copies: SimpleQueue[Path]
    reach: Reach
    world: str
    kills: Counter[str]  # of each test so far
    forks: Mapping[Path, Forks]

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """Reserve a copy for one mutant at a time."""
        copy = self.copies.get()
        try:
            yield copy
        finally:
            self.copies.put(copy)

    def plan(self, root: Path, mutant: Mutant) -> Plan:
        """Choose the tests of a mutant."""
        file = mutant.place.file
        statement = statement_at((root / file).read_text("utf-8"), mutant.place.start[0])
        reaching = len(self.reach.tests_of(file, statement.lines))
        return Plan(mutant, statement, select(self.reach, file, statement), reaching)

    def judge(self, plan: Plan) -> Result:
        """Try a mutant."""
        if not plan.tests:
            return Result(plan.mutant.key, Fate.NOT_REACHED, self.world)
        # What killed before kills soonest; those that killed as often stay in their order.
        tests = sorted(plan.tests, key=lambda test: -self.kills[test])
        with self.copy() as copy:
            ended = self._killed_in_a_fork(copy, plan, tests) or try_mutant(
                self.runner, copy, plan.mutant, tests, self.reach
            )
        fate = _fate_of(ended)
        counts = (ended.seconds, len(plan.tests), plan.reaching)
        return Result(plan.mutant.key, fate, self.world, *counts, ended.first_failed)

    def _killed_in_a_fork(self, copy: Path, plan: Plan, tests: Sequence[str]) -> Ended | None:
        if plan.statement.at_import:  # what it makes stands in other modules by now
            return None
        mutant = plan.mutant
        return self.forks[copy].killer_of(mutant.place.file, mutant.code, tests)

    def prove(self, plans: Sequence[Plan]) -> None:
        """Run a few tests of one mutant without it.

        :raises BrokenRunError: if they fail: then every mutant would look killed.
        """
        tests = next((plan.tests[:5] for plan in plans if plan.tests), ())
        if tests:
            with self.copy() as copy:
                ended = self.runner.pytest(copy, *tests)
            if ended.code != 0:
                raise BrokenRunError(ended.output)


def _fate_of(ended: Ended) -> Fate:
    if ended.code is None:
        return Fate.TIMED_OUT
    return Fate.SURVIVED if ended.code == 0 else Fate.KILLED


def _try_all(session: Session, plans: Sequence[Plan], results: Results, jobs: int) -> None:
    with ThreadPoolExecutor(jobs) as pool:
        waiting = {pool.submit(session.judge, plan): plan for plan in plans}
        try:
            for number, done in enumerate(as_completed(waiting), 1):
                result, place = done.result(), waiting[done].mutant.place
                results.add(result)
                session.kills[result.by] += 1
                where = f"{place.file.removeprefix('src/mingtang/')}:{place.start[0]}"
                told = f"{result.fate:<11} {result.seconds:5.1f} s  {where} {place.operator}"
                print(f"[{number}/{len(plans)}] {told}", flush=True)
        except BaseException:
            session.runner.stop()
            pool.shutdown(cancel_futures=True)
            raise


def run(root: Path, room: str, *, size: int, seed: int, jobs: int = 2) -> int:
    """Try a sample of a room's mutants; return the exit code."""
    mutants = list(islice(mutants_of(root, files_of(root, room), seed=seed), size))
    if not mutants:
        print(f"{room}: no policies and no actions to change", file=sys.stderr)
        return 2
    folder = root / "build" / "mutants"
    folder.mkdir(parents=True, exist_ok=True)
    results = Results(folder / f"{room.replace('/', '-')}.jsonl")
    with tempfile.TemporaryDirectory(prefix="mingtang-mutants-") as temporary:
        kills = Counter(one.by for one in results.by_key.values())
        session = _session(root, room, Path(temporary), folder, jobs, kills)
        plans = [session.plan(root, mutant) for mutant in mutants]
        known = results.by_key
        todo = [
            plan
            for plan in plans
            if (key := plan.mutant.key) not in known or not known[key].holds_in(session.world)
        ]
        print(f"{room}: {len(mutants)} mutants, {len(todo)} to try", flush=True)
        session.prove(todo)
        try:
            _try_all(session, todo, results, jobs)
        finally:
            session.runner.stop()
    withins = {plan.mutant.key: plan.statement.within for plan in plans}
    equivalents = equivalents_in(root / "tests" / "mutants" / "equivalents.toml")
    report = Report(room, mutants, results.by_key, withins, equivalents)
    print("", *report.lines(), sep="\n")
    for one in void_among(root, equivalents):
        print(f"void in equivalents.toml: {one.file}: {one.after}")
    return 0 if report.is_good else 1


def _session(
    root: Path, room: str, temporary: Path, folder: Path, jobs: int, kills: Counter[str]
) -> Session:
    runner, copies, world = Runner(), SimpleQueue[Path](), world_of(root)
    paths = [temporary / f"copy-{number}" for number in range(jobs)]
    for path in paths:
        copy_tree(root, path)
        copies.put(path)
    told = folder / f"{room.replace('/', '-')}.{world}.json"
    if not told.exists():
        for old in folder.glob(f"{room.replace('/', '-')}.*.json"):
            old.unlink()
        print(f"{room}: recording which test reaches which line …", flush=True)
        record(runner, paths[0], room, told)
    reach = reach_from(told)
    for test in reach.failed:
        print(f"fails without a mutant, left out: {test}", file=sys.stderr)
    forks = {path: Forks(runner, path, paths_of_tests(root, room), reach) for path in paths}
    return Session(runner, copies, reach, world, kills, forks)


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="make mutants")
    parser.add_argument("room", help="storey/room, such as editorial/review")
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    for signum in (signal.SIGINT, signal.SIGTERM):  # a shell's `&` has the first ignored
        signal.signal(signum, signal.default_int_handler)
    try:
        return run(ROOT, asked.room, size=asked.sample, seed=asked.seed, jobs=asked.jobs)
    except BrokenRunError as broken:
        print(f"{broken}\nThis run cannot judge mutants.", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; the same command goes on from here.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
