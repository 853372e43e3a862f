"""The job that writes a list to a file: the screen itself, opened in the name of the person."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.http import HttpRequest, QueryDict

from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.papers.sheets import SheetForm, write_sheet
from mingtang.institution.organization.models import Person
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.registry import JobKind, JobRun
from mingtang.workbench.backoffice.actions.exports import (
    KIND,
    fail_export,
    finish_export,
    path_of,
    unfinished_path_of,
)
from mingtang.workbench.backoffice.interfaces.moment import moment_set_to
from mingtang.workbench.backoffice.keyset import Keyset, KeysetPage
from mingtang.workbench.backoffice.models import Export
from mingtang.workbench.backoffice.screens.lists import LISTS, ListScreen
from mingtang.workbench.backoffice.tables import plain

ROWS_AT_ONCE = 500


def open_list(name: str, person: Person, *, arguments: dict[str, Any], query: str) -> ListScreen:
    """Return the list screen of a name as if the person had opened it with these questions.

    :raises NotVisible: there is no such list, or the person may not open it.
    """
    if name not in LISTS:
        raise NotVisible(f"list {name}")
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", person, QueryDict(query)
    screen = LISTS[name]()
    screen.setup(request, **arguments)
    screen.admit()
    return screen


def export_list(run: JobRun, export: int) -> dict[str, Any]:
    """Write the list of an export to its file, a bounded number of rows in memory at a time.

    What the person may no longer see when this runs is not written.

    :raises NotVisible: the person has left, or may no longer open the list.
    """
    row = Export.objects.select_related("person").filter(pk=export).first()
    if row is None:
        return {"rows": 0}  # deleted while it waited
    if not row.person.is_active:
        raise NotVisible(f"export {export}: the person has left")
    import_module(row.list_name.rpartition(".")[0])  # a worker loads no screens by itself
    path = path_of(row)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = unfinished_path_of(row)
    with moment_set_to(run.at):
        screen = open_list(row.list_name, row.person, arguments=row.arguments, query=row.query)
        written = _write(run, screen, unfinished, row)
    unfinished.chmod(0o600)
    unfinished.replace(path)
    finish_export(export_id=row.pk, at=run.now(), rows=written)
    return {"rows": written}


def _write(run: JobRun, screen: ListScreen, path: Any, row: Export) -> int:
    screen.page = KeysetPage([])  # headings may look at the rows of their page
    headings = [column.label for column in screen.get_columns()]
    written = 0
    with write_sheet(path, form=SheetForm(row.form), title=row.title, headings=headings) as add:
        for page in _pages(screen):
            screen.page = page
            columns = screen.get_columns()
            for shown in page.rows:
                add([plain(column.read(shown)) for column in columns])
            written += len(page.rows)
            run.progress(written, note=f"已写 {written} 行")
    return written


def _pages(screen: ListScreen) -> Iterator[KeysetPage[Any]]:
    keyset, cursor = Keyset(screen.chosen_order), ""
    while True:
        page = keyset.page(screen.rows, size=ROWS_AT_ONCE, after=cursor)
        yield page
        cursor = page.next_cursor
        if not cursor:
            return


EXPORT_JOB = JobKind(
    KIND,
    "导出列表",
    export_list,
    lane=JobLane.EXPORT,
    most_tries=3,
    when_failed=fail_export,
)
