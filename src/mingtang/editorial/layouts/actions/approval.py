"""What the machine of approvals asks about pages of blocks."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.layouts.enums import LayoutState
from mingtang.editorial.layouts.models import LayoutRound, SiteLayout
from mingtang.editorial.review.queries import GATE_RIGHT
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.clients import ApprovalAct, ApprovalClient, ApprovalSubject
from mingtang.workbench.approvals.models import ApprovalRound

KIND = "layout"


class LayoutClient(ApprovalClient):
    """Gates of homes and topic pages: those of articles of the site."""

    kind = KIND
    rights = (GATE_RIGHT,)
    read_right = "publishing.design"
    act_word, start_word, agree_word, return_word = "审核", "送审", "通过", "不予通过"
    done_words = "您通过之后，各关全部通过，版面可以发布。"
    events: ClassVar[Mapping[str, str]] = {
        "started": "publishing.layout.sent",
        "step_passed": "publishing.layout.gate_passed",
        "step_returned": "publishing.layout.gate_refused",
        "passed": "publishing.layout.passed",
        "returned": "publishing.layout.returned",
        "withdrawn": "publishing.layout.withdrawn",
    }

    def subjects(self, rounds: Sequence[ApprovalRound]) -> Mapping[int, ApprovalSubject]:
        rows = LayoutRound.objects.filter(pk__in=[one.pk for one in rounds])
        return {row.pk: about(row) for row in rows.select_related("layout__site", "revision")}

    def address(self, found: ApprovalRound) -> str:
        return reverse("publishing:layout-round", args=[found.pk])

    def visible_to(self, person: Person, *, at: Any) -> QuerySet[Any]:
        return LayoutRound.objects.filter(layout__in=SiteLayout.objects.visible_to(person, at=at))

    def lock(self, found: ApprovalRound, *, actor: Person, at: Any) -> None:
        super().lock(found, actor=actor, at=at)
        SiteLayout.objects.select_for_update().get(pk=int(found.subject.removeprefix("layout:")))

    def follow(self, moment: str, act: ApprovalAct) -> None:
        if moment in _STATES:
            row: LayoutRound = act.subject.thing
            SiteLayout.objects.filter(pk=row.layout_id).update(state=_STATES[moment].value)
        # Why a gate was refused stands in the event of the gate.
        super().follow(moment, act.because(None) if moment in {"passed", "returned"} else act)


_STATES = {
    "started": LayoutState.IN_REVIEW,
    "passed": LayoutState.PASSED,
    "returned": LayoutState.DRAFT,
    "withdrawn": LayoutState.DRAFT,
}


def about(row: LayoutRound) -> ApprovalSubject:
    """Return what a round is about: nobody decides about blocks that they changed since the last release."""
    layout = row.layout
    since = layout.live.number if layout.live else 0
    edited = layout.revisions.filter(number__gt=since, number__lte=row.revision.number)
    people = edited.values_list("saved_by", flat=True).distinct().order_by("saved_by")
    return ApprovalSubject(
        title=layout.title,
        note=layout.site.name,
        barred=frozenset(f"person:{pk}" for pk in people),
        is_current=row.revision_id == layout.revision_id,
        thing=row,
    )
