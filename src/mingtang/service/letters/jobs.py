"""Background work of letters: mails about progress."""

from datetime import datetime

from mingtang.ground.foundation.routines import Routine
from mingtang.service.letters.sending import due, send_progress
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind

MAILS = "letters.mails"
JOB = JobKind(MAILS, "发送来信进度邮件", send_progress, lane=JobLane.MAIL)


def send_waiting(at: datetime) -> int:
    """Enqueue the mails that are due."""
    if due(at).exists():
        enqueue_job(kind=MAILS, actor="system", at=at, key="due")
    return 0


ROUTINES: tuple[Routine, ...] = (Routine("letters.send_waiting", every=120, run=send_waiting),)
