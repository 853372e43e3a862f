"""Addresses of cases, and what they add to menu, start page and forms."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path

from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person, Unit
from mingtang.workbench.backoffice.choosers import Chooser, register_chooser
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel
from mingtang.workbench.backoffice.subjects import Subject, register_subject
from mingtang.workbench.casework.interfaces import acts, judging_acts
from mingtang.workbench.casework.interfaces.lists import (
    CaseList,
    DoubtedList,
    case_url,
    cases_rows,
    cases_waiting,
)
from mingtang.workbench.casework.interfaces.pages import CaseScreen
from mingtang.workbench.casework.interfaces.pressing import PRESS, PressingCases, pressing_figures
from mingtang.workbench.casework.interfaces.slips import SenderSlip
from mingtang.workbench.casework.models import SUBJECT, Case

VERBS: tuple[type[acts.CaseScreenOfVerb], ...] = (
    acts.DispatchCase,
    acts.ClaimCase,
    acts.TransferCase,
    acts.ObjectToDispatch,
    acts.AddJointUnit,
    acts.PauseCase,
    acts.ResumeCase,
    acts.ExtendCase,
    judging_acts.AskExtension,
    judging_acts.ValueCase,
    judging_acts.JudgeComplex,
    judging_acts.JudgeForeign,
    judging_acts.ExplainCase,
    acts.AnswerCase,
    acts.CloseCase,
    judging_acts.UrgeCase,
    judging_acts.SuperviseCase,
    judging_acts.EscalateCase,
    judging_acts.ReopenCase,
    judging_acts.LookAgain,
    acts.DropCase,
    acts.MergeCases,
    acts.LinkCases,
    acts.AddMessage,
    acts.AddNote,
    acts.ViewInFull,
    acts.EraseCase,
)


def _verbs() -> Iterator[URLPattern]:
    for screen in VERBS:
        yield path(f"<int:pk>/{screen.verb}/", screen.as_view(), name=screen.verb.value)


app_name = "casework"
urlpatterns = [
    path("", CaseList.as_view(), name="list"),
    path("doubted/", DoubtedList.as_view(), name="doubted"),
    path("pressing/", PressingCases.as_view(), name="pressing"),
    path("<int:pk>/", CaseScreen.as_view(), name="case"),
    *_verbs(),
    path("<int:pk>/slip/", SenderSlip.as_view(), name="slip"),
    path("files/<int:pk>/", acts.CaseFileDownload.as_view(), name="file"),
    path("entries/<int:pk>/erase/", acts.EraseEntry.as_view(), name="erase-entry"),
]


def _units(person: Person, at: datetime) -> QuerySet[Unit]:
    """Return every unit in use: a case may belong to any of them, and their names are no secret."""
    return Unit.objects.active()


def _cases(person: Person, at: datetime) -> QuerySet[Case]:
    return Case.objects.visible_to(person, at=at)


def _subjects(rests: list[str], person: Person, at: datetime) -> Mapping[str, Subject]:
    rows = _cases(person, at).filter(pk__in=[int(one) for one in rests if one.isdecimal()])
    return {
        str(row.pk): Subject(f"{row.number} {row.masked_title}", case_url(row.pk)) for row in rows
    }


def _describe_unit(unit: Any) -> str:
    return f"{unit.name}（{unit.code}）"


register_chooser(
    Chooser("case-unit", _units, "code", ("name", "code", "short_name"), _describe_unit)
)
register_chooser(Chooser("case", _cases, "number", ("number",), str, order="-received_at"))
register_subject(SUBJECT, "办件", _subjects)
register_menu_item(
    MenuEntry("cases", "办件", "casework:list", "mail", "cases", 10, rights=("casework.read",))
)
register_menu_item(
    MenuEntry(
        "doubted-cases",
        "不满意评价复核",
        "casework:doubted",
        "warning",
        "cases",
        32,
        rights=("casework.dispatch",),
    )
)
register_start_panel(
    EVERY_POST, StartPanel("cases", "办件", order=15, waiting=cases_waiting, rows=cases_rows)
)
register_menu_item(
    MenuEntry("pressing", "紧要办件", "casework:pressing", "warning", "cases", 12, rights=(PRESS,))
)
register_start_panel(
    (Post.LEADER_IN_CHARGE, Post.PRINCIPAL_LEADER, Post.DESK),
    StartPanel("pressing", "紧要办件", order=5, figures=pressing_figures),
)
