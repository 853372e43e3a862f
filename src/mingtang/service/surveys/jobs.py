"""Background work of surveys: opening and closing, rebuilding pages, confirmation mails."""

from datetime import datetime, time
from typing import Any

from mingtang.ground.foundation.routines import Routine
from mingtang.service.surveys.actions.answers import MAILS, enqueue_mails
from mingtang.service.surveys.actions.turning import count_days, show_figures, turn_surveys
from mingtang.service.surveys.models import SurveyVoter
from mingtang.service.surveys.sending import send_mails
from mingtang.spine.jobs.calendars import Daily
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun, Scheduled

COUNT = "surveys.count_days"


def count(run: JobRun) -> dict[str, Any]:
    """Rebuild the pages of open surveys once a day, because they show the days left."""
    return {"pages": count_days(at=run.now())}


def turn(at: datetime) -> int:
    """Open and close the surveys that are due."""
    return turn_surveys(at=at)


def follow(at: datetime) -> int:
    """Rebuild the pages that show figures of open surveys."""
    return show_figures(at=at)


def send_overlooked(at: datetime) -> int:
    """Enqueue the sending of mails that are due: retries, or those left by a worker that died."""
    if SurveyVoter.objects.due(at).exists():
        enqueue_mails(at=at)
    return 0


JOB_KINDS = (
    JobKind(COUNT, "更新网上调查剩余天数", count, lane=JobLane.MAINTENANCE),
    JobKind(MAILS, "发送答卷确认邮件", send_mails, lane=JobLane.MAIL),
)
SCHEDULED = Scheduled(COUNT, Daily(time(0, 5)))
ROUTINES = (
    Routine("surveys.turn", every=20.0, run=turn),
    Routine("surveys.follow", every=300.0, run=follow),
    Routine("surveys.send_overlooked", every=120.0, run=send_overlooked),
)
