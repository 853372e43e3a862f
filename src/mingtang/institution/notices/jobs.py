"""Background work of notices. Dispatches are sent by jobs of the mail lane, which have their own worker."""

from datetime import datetime, time

from mingtang.ground.foundation.routines import Routine
from mingtang.institution.notices.actions import SEND, enqueue_sending, forget_old_notices
from mingtang.institution.notices.models import Dispatch
from mingtang.institution.notices.sending import prepare_digests, send_due
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, Scheduled

DIGESTS = "notices.digests"
JOB_KINDS = (
    JobKind(SEND, "发送通知", send_due, lane=JobLane.MAIL),
    JobKind(DIGESTS, "安排每日汇总", prepare_digests, lane=JobLane.MAIL),
)
SCHEDULED = (Scheduled(DIGESTS, Daily(time(8, 30))),)


def send_overlooked(at: datetime) -> int:
    """Enqueue the sending of what is due although no job waits for it: a worker died with its lease."""
    if Dispatch.objects.due(at).exists():
        enqueue_sending(at=at, due_at=at.replace(microsecond=0))
    return 0


def forget(at: datetime) -> int:
    """Delete what is older than half a year."""
    return forget_old_notices(at=at)


ROUTINES: tuple[Routine, ...] = (
    Routine("notices.send_overlooked", every=60, run=send_overlooked),
    Routine("notices.forget", every=3600, run=forget),
)
