"""The list of what is offered to one's sites, taken or declined one by one or many at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from mingtang.editorial.content.actions import accept_placement, refuse_placement
from mingtang.editorial.content.documents import ARTICLE
from mingtang.editorial.content.enums import PlacementState
from mingtang.editorial.content.interfaces.articles import article_url
from mingtang.editorial.content.interfaces.placements import placement_tag
from mingtang.editorial.content.models import Placement
from mingtang.editorial.content.policies.placements import may_become
from mingtang.ground.foundation.decisions import Decision
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.screens import BatchAct, ListScreen
from mingtang.workbench.backoffice.tables import TableColumn


class PlacementFilter(FilterForm):
    """Narrows the list of placements."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *PlacementState.choices()]
    )

    def narrow(self, rows: Any) -> Any:
        state = self.cleaned_data["state"]
        return rows.filter(state=state) if state else rows


class AcceptTicked(BatchAct):
    """Show the ticked articles in one's columns."""

    name = "accept"
    label = "接收所选"
    done = "已接收"

    def may_begin(self, row: Placement) -> Decision:
        return may_become(PlacementState(row.state), PlacementState.ACCEPTED)

    def do(
        self, *, actor: Person, at: datetime, row: Placement, values: dict[str, Any]
    ) -> Placement:
        return accept_placement(actor=actor, at=at, placement_id=row.pk)


class RefuseTicked(BatchAct):
    """Decline the ticked offers for one reason."""

    name = "refuse"
    label = "所选不予采用"
    done = "不予采用"
    form_class = ReasonForm

    def may_begin(self, row: Placement) -> Decision:
        return may_become(PlacementState(row.state), PlacementState.REFUSED)

    def do(
        self, *, actor: Person, at: datetime, row: Placement, values: dict[str, Any]
    ) -> Placement:
        return refuse_placement(actor=actor, at=at, placement_id=row.pk, reason=values["reason"])


class PlacementList(ListScreen):
    """What was offered to the columns of one's sites."""

    title = "栏目推送"
    lead = "推送到您所管网站栏目的稿件；接收后才会在您的网站上显示。"
    right = "publishing.accept"
    model = Placement
    order = ("-pk",)
    documents = ARTICLE
    document_key = "article_id"
    search_label = "标题、文号或正文"
    filter_class = PlacementFilter
    empty_text = "还没有推送来的稿件。"
    batch_acts = (AcceptTicked, RefuseTicked)

    def visible_rows(self) -> Any:
        """Return the offers to the sites whose columns the person may fill."""
        sites = self.powers.sites_where("publishing.accept")
        rows = super().visible_rows().filter(sites.as_q("site__code"))
        return rows.select_related("article", "column", "site", "offered_by")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn(
                "标题", "article.title", link=lambda p: article_url(p.article_id), kind="main"
            ),
            TableColumn("网站", "site.name"),
            TableColumn("栏目", "column.name"),
            TableColumn("推送人", "offered_by.name"),
            TableColumn("推送时间", "offered_at", kind="moment"),
            TableColumn("状态", placement_tag),
        )
