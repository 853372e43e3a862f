"""Indexing everything of a kind again: after an upgrade, or where the index is in doubt."""

from typing import Any

from mingtang.ground.foundation.routines import Routine
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun
from mingtang.spine.search.actions import refresh_documents, remove_documents, remove_public
from mingtang.spine.search.queries import indexed_of
from mingtang.spine.search.registry import SearchKind, document_kind

REBUILD = "search.rebuild"
AT_ONCE = 100


def rebuild(run: JobRun, kind: str) -> dict[str, Any]:
    """Index the documents of a kind again, a few at a time.

    Searches go on meanwhile and find what is indexed. What is in the index and was not read is
    taken out at the end. A try that follows a failed one begins at the front: it costs time alone.
    """
    found, done, last = document_kind(kind), 0, 0
    while numbers := found.numbers_after(last, AT_ONCE):
        done += refresh_documents(found, numbers, at=run.now())
        last = numbers[-1]
        run.progress(done, note=f"已重建 {done} 条")
    _remove_unread(run, found)
    return {"documents": done}


def _remove_unread(run: JobRun, kind: SearchKind) -> None:
    left = indexed_of(kind).filter(indexed_at__lt=run.at).order_by("pk")
    remove = remove_public if kind.is_public else remove_documents
    while numbers := list(left.values_list("number", flat=True)[:AT_ONCE]):
        remove(kind.name, numbers)


JOB = JobKind(REBUILD, "重建检索", rebuild, lane=JobLane.MAINTENANCE)
ROUTINES: tuple[Routine, ...] = ()
