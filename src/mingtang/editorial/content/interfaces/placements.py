"""Screens of placements: where an article is shown, and the acts on one placement."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.content.actions import (
    accept_placement,
    offer_placement,
    pin_placement,
    refuse_placement,
    withdraw_placement,
)
from mingtang.editorial.content.actions.fields import wanted_columns_of
from mingtang.editorial.content.enums import ArticleState, PlacementState
from mingtang.editorial.content.interfaces.articles import article_crumbs, article_url
from mingtang.editorial.content.interfaces.columns import (
    ColumnChoices,
    OtherColumn,
    column_choices,
)
from mingtang.editorial.content.interfaces.panels import Occasion
from mingtang.editorial.content.models import Article, Placement
from mingtang.editorial.content.open_steps import receiving_need
from mingtang.editorial.content.policies.placements import may_become
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import YES, Decision
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.staffing import Roster
from mingtang.workbench.backoffice.forms import DeskForm, ReasonForm
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    HeaderButton,
)
from mingtang.workbench.backoffice.start import Waiting
from mingtang.workbench.backoffice.tables import tag

TONES = {
    PlacementState.OFFERED: "wait",
    PlacementState.ACCEPTED: "good",
    PlacementState.REFUSED: "warn",
    PlacementState.WITHDRAWN: "plain",
}
PLACEABLE = frozenset(
    {ArticleState.ACCEPTED, ArticleState.IN_REVIEW, ArticleState.PASSED, ArticleState.PUBLISHED}
)


def placement_tag(placement: Placement) -> str:
    """Return the state of a placement as a small label."""
    return tag(placement.state_label, TONES[PlacementState(placement.state)])


class PlaceForm(DeskForm):
    """Which columns an article is offered to."""

    columns = forms.TypedMultipleChoiceField(
        label="推送到栏目",
        required=False,
        coerce=int,
        widget=ColumnChoices,
        help_text="您负责的网站，推送后立即生效；有自己编辑部的网站要等对方接收。",
    )

    other_column = OtherColumn()

    def __init__(self, *args: Any, near: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("columns") if self.is_bound else []  # type: ignore[attr-defined]
        choices, has_more = column_choices(
            near=near, chosen=[*self.initial.get("columns", ()), *sent]
        )
        self.fields["columns"].choices = choices  # type: ignore[attr-defined]
        if not has_more:
            del self.fields["other_column"]

    def clean(self) -> dict[str, Any]:
        """Return the columns, with the one that was searched for among them; one there must be."""
        values = super().clean() or self.cleaned_data
        other = values.get("other_column")
        columns = {*values.get("columns", ()), *([other.pk] if other is not None else [])}
        if not columns and not self.errors:
            self.add_error("columns", "请至少选择一个栏目。")
        return values | {"columns": sorted(columns)}


class PlaceArticle(ActionScreen):
    """Offer an article to columns."""

    model = Article
    title = "推送到栏目"
    form_class = PlaceForm
    submit_label = "推送"
    success_message = "已推送。"

    def get_crumbs(self) -> list[Any]:
        """Return the way over the article's page."""
        return article_crumbs(super().get_crumbs(), self.object)

    def get_initial(self) -> dict[str, Any]:
        """Propose what the unit wished for."""
        return {"columns": wanted_columns_of(self.object)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Say which site's columns come first."""
        return {**super().get_form_kwargs(), "near": {self.object.site_id}}

    def act(self, form: Any) -> Article:
        """Offer it to each column; all or none."""
        for column_id in form.cleaned_data["columns"]:
            offer_placement(
                actor=self.person, at=self.at, article_id=self.object.pk, column_id=column_id
            )
        article: Article = self.object
        return article

    def get_success_url(self, result: Any) -> str:
        """Return the address of the article."""
        return article_url(result.pk)


class PlacementAction(ActionScreen):
    """A verb on one placement."""

    model = Placement
    leads_to: ClassVar[PlacementState | None] = None

    def visible_rows(self) -> Any:
        """Return the rows with what the screen names."""
        return super().visible_rows().select_related("article", "column", "site")

    def get_lead(self) -> str:
        """Say what it is about."""
        return (
            f"《{self.object.article.title}》→ {self.object.site.name} · {self.object.column.name}"
        )

    def get_success_url(self, result: Any) -> str:
        """Return the address of the article."""
        return article_url(self.object.article_id)

    def get_cancel_url(self) -> str:
        """Return the address of the article."""
        return article_url(self.object.article_id)

    def may_begin(self) -> Decision:
        """Answer whether the placement can still go where the verb leads."""
        if self.leads_to is None:
            return YES
        return may_become(PlacementState(self.object.state), self.leads_to)

    def arguments(self) -> dict[str, Any]:
        """Return what every action on a placement wants."""
        return {"actor": self.person, "at": self.at, "placement_id": self.object.pk}


class AcceptPlacement(PlacementAction, ConfirmScreen):
    """Show the article in one's column."""

    title = "接收推送"
    leads_to = PlacementState.ACCEPTED
    submit_label = "接收"
    success_message = "已接收。"

    def get_consequences(self) -> Sequence[str]:
        """Say what follows."""
        return ("稿件发布后（已发布的立即）在该栏目显示。",)

    def act(self, form: Any) -> Placement:
        """Accept it."""
        return accept_placement(**self.arguments())


class RefusePlacement(PlacementAction):
    """Decline an offer."""

    title = "不予采用"
    leads_to = PlacementState.REFUSED
    form_class = ReasonForm
    submit_label = "不予采用"
    success_message = "已登记不予采用，推送方会看到您的理由。"

    def act(self, form: Any) -> Placement:
        """Decline it."""
        return refuse_placement(**self.arguments(), **form.cleaned_data)


class WithdrawPlacement(PlacementAction):
    """Take an article out of one column."""

    title = "移出栏目"
    leads_to = PlacementState.WITHDRAWN
    form_class = ReasonForm
    submit_label = "移出栏目"
    success_message = "已移出该栏目，其他栏目不受影响。"
    is_grave = True

    def act(self, form: Any) -> Placement:
        """Withdraw it."""
        return withdraw_placement(**self.arguments(), **form.cleaned_data)


class PinPlacement(PlacementAction, ConfirmScreen):
    """Put an article on top of its column, or no longer."""

    success_message = "已办理。"

    def get_title(self) -> str:
        """Return the title of the screen."""
        return "取消置顶" if self.object.is_pinned else "置顶"

    def act(self, form: Any) -> Placement:
        """Turn the pin."""
        return pin_placement(**self.arguments(), is_pinned=not self.object.is_pinned)


def placements_section(occasion: Occasion) -> dict[str, Any] | None:
    """Return where the article stands, with what this person may do about each place."""
    rows = occasion.article.placements.select_related("column", "site", "reason").order_by("pk")[
        :100
    ]
    lines = [
        {
            "placement": row,
            "tag": placement_tag(row),
            "buttons": list(_placement_buttons(row, occasion)),
        }
        for row in rows
    ]
    return {"lines": lines} if lines else None


def _placement_buttons(row: Placement, occasion: Occasion) -> list[HeaderButton]:
    receives = _receives(row.site, occasion.person, occasion.powers, occasion.at)
    offers = bool(occasion.powers.may("publishing.place", site=occasion.article.site.code))
    state, buttons = PlacementState(row.state), []
    if state is PlacementState.OFFERED and receives:
        buttons.append(HeaderButton("接收", reverse("content:accept-placement", args=[row.pk])))
        buttons.append(HeaderButton("不予采用", reverse("content:refuse-placement", args=[row.pk])))
    if state is PlacementState.ACCEPTED and receives:
        label = "取消置顶" if row.is_pinned else "置顶"
        buttons.append(HeaderButton(label, reverse("content:pin-placement", args=[row.pk])))
    may_withdraw = offers or (receives and state is PlacementState.ACCEPTED)
    if state in {PlacementState.OFFERED, PlacementState.ACCEPTED} and may_withdraw:
        buttons.append(
            HeaderButton("移出栏目", reverse("content:withdraw-placement", args=[row.pk]))
        )
    return buttons


def _receives(site: GovSite, person: Person, powers: Powers, at: datetime) -> bool:
    """Tell whether a person decides about the columns of a site; its own desk goes before others."""
    if not powers.may("publishing.accept", site=site.code):
        return False
    need = receiving_need(site.code, site.name, Roster(at))
    return person.person_key not in need.barred


def place_buttons(occasion: Occasion) -> list[HeaderButton]:
    """Offer to place the article to those who may."""
    article = occasion.article
    may = occasion.powers.may("publishing.place", site=article.site.code)
    if not may or ArticleState(article.state) not in PLACEABLE:
        return []
    return [HeaderButton("推送到栏目", reverse("content:place", args=[article.pk]), icon="list-ul")]


def offers_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return what is offered to sites whose offers a person decides on."""
    sites = powers.sites_where("publishing.accept")
    offered = PlacementState.OFFERED.value
    return [Placement.objects.filter(sites.as_q("site__code"), state=offered)]


def offers_waiting(person: Person, powers: Powers, at: Any) -> list[Waiting]:
    """Return the offers that wait for a person's decision."""
    (offered,) = offers_rows(person, powers, at)
    asked = GovSite.objects.filter(pk__in=offered.order_by().values("site"))
    mine = [site.pk for site in asked if _receives(site, person, powers, at)]
    rows = offered.filter(site__in=mine).select_related("article", "column", "site")
    return [
        Waiting(
            row.article.title,
            article_url(row.article_id),
            "接收推送",
            note=f"{row.site.name} · {row.column.name}",
            since=row.offered_at,
        )
        for row in rows.order_by("-pk")[:50]
    ]
