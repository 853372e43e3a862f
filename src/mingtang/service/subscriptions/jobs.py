"""Background work of subscriptions, in the lane of mail."""

from datetime import datetime, time

from mingtang.ground.foundation.routines import Routine
from mingtang.service.subscriptions.actions import MAILS, enqueue_mails, forget_unconfirmed
from mingtang.service.subscriptions.models import Subscription
from mingtang.service.subscriptions.sending import send_digests, send_mails
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, Scheduled

DIGESTS = "subscriptions.digests"
JOB_KINDS = (
    JobKind(MAILS, "发送订阅确认邮件", send_mails, lane=JobLane.MAIL),
    JobKind(DIGESTS, "发送栏目订阅邮件", send_digests, lane=JobLane.MAIL),
)
SCHEDULED = Scheduled(DIGESTS, Daily(time(8, 40)))


def send_overlooked(at: datetime) -> int:
    """Enqueue the sending of what is due: a second try, or the rest of a worker that died."""
    if Subscription.objects.due(at).exists():
        enqueue_mails(at=at)
    return 0


def forget(at: datetime) -> int:
    """Delete the addresses that did not confirm in time."""
    return forget_unconfirmed(at=at)


ROUTINES: tuple[Routine, ...] = (
    Routine("subscriptions.send_overlooked", every=120, run=send_overlooked),
    Routine("subscriptions.forget", every=3600, run=forget),
)
