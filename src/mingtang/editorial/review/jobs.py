"""Read attached files and request links, each in a lane of its own."""

import time
from datetime import datetime
from typing import Any

from django.conf import settings

from mingtang.editorial.content.files import stored_files
from mingtang.editorial.content.models import Article
from mingtang.editorial.review.actions.checks import drop_unused_checks, note_link, take_file_words
from mingtang.editorial.review.enums import CHECK_LINKS, READ_FILE, LinkState
from mingtang.editorial.review.queries.attached import links_to_check
from mingtang.ground.foundation.files.kinds import FileKind
from mingtang.ground.foundation.http import FetchError, Limits, fetch
from mingtang.ground.foundation.routines import Routine
from mingtang.ground.papers.file_texts import Unread, file_text
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun

SECONDS = 120.0  # for all links of a text; the rest is requested at its next change
_LIMITS = Limits(seconds=8, max_bytes=1024 * 1024)
_GONE = {404: "网页不存在（404）", 410: "网页已删除（410）"}
# A page that is larger than is read here is there; other troubles may pass.
_FAILED = {"too_large": LinkState.ALIVE, "dns": LinkState.DEAD}
_CUT = "文字过多，只检查了前面的部分"


def read_file(run: JobRun, file: str) -> dict[str, Any]:
    """Read the words of one file or picture."""
    row = next(iter(stored_files([file])), None)
    if row is None:
        return {}
    try:
        found = file_text(row.path, FileKind(row.kind))
    except Unread as error:
        take_file_words(at=run.at, digest=row.digest, note=str(error))
        return {"unread": str(error)}
    note = "" if found.is_whole else _CUT
    take_file_words(at=run.at, digest=row.digest, pieces=found.pieces, note=note)
    return {"pieces": len(found.pieces)}


def check_links(run: JobRun, article: int) -> dict[str, Any]:
    """Request the links of one article that were not requested within a day."""
    row = Article.objects.filter(pk=article).first()
    if row is None:
        return {}
    begun, done = time.monotonic(), 0
    for address in links_to_check(row.body.get_prep_value(), run.at):
        if time.monotonic() - begun > SECONDS:
            break
        state, note = _judged(address)
        note_link(at=run.now(), address=address, state=state, note=note)
        done += 1
    return {"checked": done}


def _judged(address: str) -> tuple[LinkState, str]:
    """Return what a link leads to. Only what is surely gone is dead: many servers refuse programs."""
    try:
        answer = fetch(address, limits=_LIMITS, allowed_origins=settings.LINK_ORIGINS)
    except FetchError as error:
        return _FAILED.get(error.code, LinkState.UNSURE), str(error)
    if answer.status in _GONE:
        return LinkState.DEAD, _GONE[answer.status]
    if answer.status >= 400:
        return LinkState.UNSURE, f"对方返回状态 {answer.status}"
    return LinkState.ALIVE, ""


def _drop(at: datetime) -> int:
    return drop_unused_checks(at=at)


JOBS = (
    JobKind(READ_FILE, "检查附件文字", read_file, lane=JobLane.MEDIA, most_tries=2),
    JobKind(CHECK_LINKS, "检查链接", check_links, lane=JobLane.PROBE, most_tries=2),
)
ROUTINES = (Routine("review.drop_checks", every=24 * 3600.0, run=_drop),)
