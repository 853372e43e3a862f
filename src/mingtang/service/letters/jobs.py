"""Background work of letters: mails about progress, tables of past letters."""

from datetime import datetime
from typing import Any

from mingtang.ground.foundation.routines import Routine
from mingtang.service.letters.actions import JOB_KIND, import_letters
from mingtang.service.letters.sending import due, send_progress
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun

MAILS = "letters.mails"
JOB = JobKind(MAILS, "发送来信进度邮件", send_progress, lane=JobLane.MAIL)


def bring_in(run: JobRun, import_id: int, actor: str) -> dict[str, Any]:
    """Make the letters of an uploaded table."""

    def progress(done: int, total: int) -> None:
        run.progress(done, total, note=f"已处理 {done:,} 行")

    import_letters(actor=actor, at=run.at, import_id=import_id, progress=progress)
    return {}


IMPORT_JOB = JobKind(JOB_KIND, "导入历史来信", bring_in, lane=JobLane.MAINTENANCE, most_tries=3)


def send_waiting(at: datetime) -> int:
    """Enqueue the mails that are due."""
    if due(at).exists():
        enqueue_job(kind=MAILS, actor="system", at=at, key="due")
    return 0


ROUTINES: tuple[Routine, ...] = (Routine("letters.send_waiting", every=120, run=send_waiting),)
