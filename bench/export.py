"""How long the export of a long list takes, and what it holds in memory.

Run: python bench/export.py [--rows 1000000] [--form xlsx|csv] [--postgresql]

Exports the list of background jobs through the job, as an operator would. Beside it: the same values read
by one query and written by the library alone. The ratio is what rights, pages by key and the columns of
the screen cost.
"""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from installation import installation

BATCH = 5000
LIST = "mingtang.faces.office.background.screens.Jobs"


def fill(count: int, at: datetime) -> None:
    """Add rows to the list."""
    from mingtang.spine.jobs.models import Job  # needs set-up

    for start in range(0, count, BATCH):
        Job.objects.bulk_create(
            Job(
                kind="bench", lane="export", state="done", enqueued_by="system", enqueued_at=at,
                due_at=at, ended_at=at, note=f"第 {start + number} 项", done=number,
            )
            for number in range(min(BATCH, count - start))
        )  # fmt: skip


def operator(at: datetime) -> Any:
    """Return a person who may see every job."""
    from mingtang.institution.organization.actions.people import start_organization  # needs set-up
    from mingtang.institution.organization.enums import UnitKind  # needs set-up
    from mingtang.institution.organization.models import Person  # needs set-up

    start_organization(
        at=at, code="city", name="明州市人民政府", kind=UnitKind.CITY, username="operator",
        person_name="孙立", password="correct-horse-battery-7",
    )  # fmt: skip
    return Person.objects.get(username="operator")


@contextmanager
def memory_watched(every: float = 0.5) -> Iterator[list[float]]:
    """Yield a list to which what this process holds in memory is added again and again, in MB."""
    seen, ended = [_resident()], Event()

    def watch() -> None:
        while not ended.wait(every):
            seen.append(_resident())

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _resident() -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not say what a process holds in memory")


def bare(path: Path) -> float:
    """Write the same columns without pages, rights and screens; return the seconds."""
    from mingtang.ground.papers.sheets import SheetForm, write_sheet  # needs set-up
    from mingtang.spine.jobs.models import Job  # needs set-up

    began = time.perf_counter()
    names = ("kind", "lane", "state", "note", "enqueued_by", "enqueued_at")
    rows = Job.objects.order_by("-pk").values_list(*names).iterator(BATCH)
    form = SheetForm(path.suffix[1:])
    with write_sheet(path, form=form, title="任务", headings=names) as add:
        for row in rows:
            add(row)
    return time.perf_counter() - began


def export(person: Any, form: str) -> float:
    """Ask for the list and run the job; return the seconds."""
    from mingtang.ground.foundation.clock import now  # needs set-up
    from mingtang.ground.papers.sheets import SheetForm  # needs set-up
    from mingtang.spine.jobs.enums import JobLane  # needs set-up
    from mingtang.spine.jobs.running import work_jobs  # needs set-up
    from mingtang.workbench.backoffice.actions.exports import request_export  # needs set-up

    made = request_export(
        actor=person, at=now(), list_name=LIST, title="后台任务", arguments={}, query="",
        form=SheetForm(form),
    )  # fmt: skip
    began = time.perf_counter()
    assert work_jobs(now(), lane=JobLane.EXPORT) == 1
    seconds = time.perf_counter() - began
    made.refresh_from_db()
    assert made.finished_at is not None, made.job and made.job.error
    return seconds


def main() -> None:
    """Fill, export, and write the same by the library alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--form", choices=["xlsx", "csv"], default="xlsx")
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with installation(postgresql=options.postgresql) as home:
        from mingtang.ground.foundation.clock import now  # needs set-up

        at = now()
        person = operator(at)
        fill(options.rows, at)
        with memory_watched() as seen:
            seconds = export(person, options.form)
        alone = bare(home / f"bare.{options.form}")
    memory = f"{seen[0]:.0f} | {seen[len(seen) // 10]:.0f} | {max(seen):.0f}"
    print(
        "| rows | form | seconds | rows a second | beside the bare writer | MB before | after a tenth | at most |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    print(
        f"| {options.rows:,} | {options.form} | {seconds:.0f} | {options.rows / seconds:,.0f} "
        f"| {seconds / alone:.2f} | {memory} |"
    )


if __name__ == "__main__":
    main()
