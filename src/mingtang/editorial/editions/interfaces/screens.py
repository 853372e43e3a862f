"""Screens of editions: the list, one edition with its keepers, and what they share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import cached_property

from mingtang.editorial.editions.actions import EditionFields, declare_edition
from mingtang.editorial.editions.enums import EditionLanguage, KeeperDuty
from mingtang.editorial.editions.models import MANAGE, MATCH, ColumnTwin, Edition
from mingtang.editorial.editions.queries import (
    allowed_lag,
)
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.sites.enums import SiteLanguage, SiteState
from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.decisions import Decision, NotVisible
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible, SearchOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
    Screen,
    Tab,
)
from mingtang.workbench.backoffice.screens.base import LARGEST_KEY
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

ROOT = ("外文版", "editions:list")


class EditionRoom(Screen):
    """A screen for those who set up editions or match columns and articles."""

    def admit(self) -> None:
        super().admit()
        if not (self.powers.holds(MATCH) or self.powers.holds(MANAGE)):
            raise NotVisible


def edition_url(row: Edition) -> str:
    """Return the address of the screen of an edition."""
    return reverse("editions:edition", args=[row.pk])


def edition_crumbs(row: Edition) -> list[Crumb]:
    """Return the breadcrumbs of the screens of one edition."""
    return [Crumb(ROOT[0], reverse(ROOT[1])), Crumb(row.site.name, edition_url(row))]


def edition_tabs(row: Edition, here: str) -> Sequence[Tab]:
    """Return the tabs of the screens of one edition."""
    pages = (("edition", "人员和栏目"), ("behind", "不同步清单"), ("articles", "对应译稿"))
    return [
        Tab(label, reverse(f"editions:{name}", args=[row.pk]), name == here)
        for name, label in pages
    ]


def keepers_of(row: Edition, duty: KeeperDuty) -> str:
    """Return the keepers of an edition with a duty; closed accounts are marked."""
    named = [one.person for one in row.keepers.all() if one.duty == duty.value]
    words = (one.name if one.is_active else f"{one.name}（已停用）" for one in named)
    return "、".join(words) or "没有"


def state_tag(row: Edition) -> str:
    """Return the state of the site as a tag."""
    state = SiteState(row.site.state)
    return tag(state.label, "good" if state is SiteState.OPEN else "plain")


class EditionList(EditionRoom, ListScreen):
    """The editions visible to a person."""

    title = ROOT[0]
    lead = (
        "外文版写明对应的中文网站和负责更新、审校的人员后才能开通；核心栏目应与中文网站基本同步。"
    )
    model = Edition
    order = ("site__name", "pk")
    search_fields = ("site__name", "mirrors__name")
    empty_text = "还没有外文版。先在“网站”登记语种为“外文”的网站，再在这里设置。"

    def visible_rows(self) -> Any:
        rows = super().visible_rows().select_related("site", "mirrors")
        return rows.prefetch_related("keepers__person")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("外文版", "site.name", link=edition_url, kind="main"),
            TableColumn("语种", lambda row: EditionLanguage(row.language).label),
            TableColumn("对应中文网站", "mirrors.name"),
            TableColumn("状态", state_tag),
            TableColumn("负责更新", lambda row: keepers_of(row, KeeperDuty.UPDATE)),
            TableColumn("负责审校", lambda row: keepers_of(row, KeeperDuty.REVIEW)),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        if not self.powers.holds(MANAGE):
            return ()
        return (HeaderButton("设置外文版", reverse("editions:new"), icon="plus", primary=True),)


def _foreign(person: Person, at: datetime) -> Any:
    scope = authority.sites_where(person, MANAGE, at)
    rows = GovSite.objects.filter(scope.as_q("code"), language=SiteLanguage.FOREIGN.value)
    return rows.filter(edition__isnull=True)


def _chinese(person: Person, at: datetime) -> Any:
    rows = GovSite.objects.visible_to(person, at).filter(language=SiteLanguage.CHINESE.value)
    return rows.exclude(state=SiteState.CLOSED.value)


class ChangeEditionForm(DeskForm):
    """The Chinese site, the language and the keepers of an edition."""

    language = forms.ChoiceField(label="语种", choices=EditionLanguage.choices())
    mirrors = ChoiceOfVisible(rows=_chinese, label="对应中文网站")
    updater = SearchOfVisible("person", label="负责更新")
    updater_2 = SearchOfVisible("person", label="负责更新（第二人）", required=False)
    reviewer = SearchOfVisible("person", label="负责审校")
    reviewer_2 = SearchOfVisible("person", label="负责审校（第二人）", required=False)

    def edition(self) -> EditionFields:
        """Return the cleaned data as the action takes it."""
        data = self.cleaned_data

        def ids(name: str) -> list[int]:
            people = (data[name], data[f"{name}_2"])
            return list(dict.fromkeys(one.pk for one in people if one))

        return EditionFields(
            data["mirrors"].pk,
            EditionLanguage(data["language"]),
            ids("updater"),
            ids("reviewer"),
        )


class NewEditionForm(ChangeEditionForm):
    """The same with the site."""

    site = ChoiceOfVisible(
        rows=_foreign, label="外文网站", help_text="只列出语种为“外文”、还没有设置的网站。"
    )
    field_order = ("site",)


class NewEdition(ActionForm):
    """Set up an edition."""

    title = "设置外文版"
    right = MANAGE
    parents = (ROOT,)
    form_class = NewEditionForm
    success_message = "已设置。网站开通后，两边页面互相链接。"

    def act(self, form: Any) -> Edition:
        site = form.cleaned_data["site"]
        return declare_edition(
            actor=self.person, at=self.at, site_id=site.pk, fields=form.edition()
        )

    def get_success_url(self, result: Edition) -> str:
        return edition_url(result)


class OfEdition(EditionRoom):
    """A screen about one edition."""

    model: ClassVar[type[Model]] = Edition
    object: Any

    def visible_rows(self) -> Any:
        rows = Edition.objects.visible_to(self.person, at=self.at)
        return rows.select_related("site__unit", "mirrors").prefetch_related("keepers__person")

    def get_crumbs(self) -> list[Crumb]:
        return [*edition_crumbs(self.object), Crumb(self.get_title(), self.request.path)]


class ChangeEdition(OfEdition, ActionScreen):
    """Change the Chinese site, language or keepers of an edition."""

    title = "修改设置"
    form_class = ChangeEditionForm
    success_message = "已修改。"

    def may_begin(self) -> Decision:
        return self.powers.may(MANAGE, site=self.object.site.code)

    def get_initial(self) -> dict[str, Any]:
        row: Edition = self.object
        values: dict[str, Any] = {"language": row.language, "mirrors": row.mirrors_id}
        for name, duty in (("updater", KeeperDuty.UPDATE), ("reviewer", KeeperDuty.REVIEW)):
            named = [one.person for one in row.keepers.all() if one.duty == duty.value]
            values |= dict(zip((name, f"{name}_2"), named, strict=False))
        return values

    def act(self, form: Any) -> Edition:
        return declare_edition(
            actor=self.person, at=self.at, site_id=self.object.site_id, fields=form.edition()
        )

    def get_success_url(self, result: Edition) -> str:
        return edition_url(result)


class EditionScreen(OfEdition, DetailScreen):
    """One edition: its keepers and its matched columns."""

    template_name = "editions/edition.html"

    def get_tabs(self) -> Sequence[Tab]:
        return edition_tabs(self.object, "edition")

    def get_crumbs(self) -> list[Crumb]:
        return edition_crumbs(self.object)

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: Edition = self.object
        lag = allowed_lag(row, self.at)
        return (
            Fact("语种", EditionLanguage(row.language).label),
            Fact("对应中文网站", row.mirrors.name),
            Fact("状态", state_tag(row)),
            Fact("负责更新", keepers_of(row, KeeperDuty.UPDATE)),
            Fact("负责审校", keepers_of(row, KeeperDuty.REVIEW)),
            Fact("核心内容同步期限", lag.label if lag else "制度没有规定"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: Edition = self.object
        verbs = (
            ("column-new", "指定对应栏目", MATCH),
            ("article-new", "指定对应译稿", MATCH),
            ("change", "修改设置", MANAGE),
        )
        shown = [one for one in verbs if self.powers.may(one[2], site=row.site.code)]
        return [
            HeaderButton(label, reverse(f"editions:{name}", args=[row.pk]), primary=place == 0)
            for place, (name, label, _) in enumerate(shown)
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.column_twins.select_related("column__responsible_person", "original")
        table = Table(self._columns(), list(rows.order_by("column__position", "pk")))
        return super().get_context_data(twins=table, **kwargs)

    def _columns(self) -> tuple[TableColumn, ...]:
        may = self.powers.may(MATCH, site=self.object.site.code)

        def verbs(row: ColumnTwin) -> str:
            url = reverse("editions:column-end", args=[row.pk])
            return cells.buttons([("取消", url)]) if may else ""

        def core(row: ColumnTwin) -> str:
            return tag("核心", "good") if row.is_core else "一般"

        return (
            TableColumn("外文栏目", "column.name", kind="main"),
            TableColumn("中文栏目", "original.name"),
            TableColumn("内容", core),
            TableColumn("责任人", lambda row: str(row.column.responsible_person or "没有写明")),
            TableColumn("操作", verbs),
        )


class ListOfEdition(EditionRoom, ListScreen):
    """A list about the edition in the URL."""

    is_exported = False
    here: ClassVar[str]

    def admit(self) -> None:
        super().admit()
        assert self.edition

    @cached_property
    def edition(self) -> Edition:
        """The edition in the URL.

        :raises NotVisible: it does not exist, or the person may not see it.
        """
        rows = Edition.objects.visible_to(self.person, at=self.at)
        rows = rows.select_related("site__unit", "mirrors").prefetch_related("keepers__person")
        found = rows.filter(pk=min(self.kwargs["pk"], LARGEST_KEY)).first()
        if found is None:
            raise NotVisible
        return found

    def get_crumbs(self) -> list[Crumb]:
        return [*edition_crumbs(self.edition), Crumb(str(self.title), self.request.path)]

    def get_tabs(self) -> Sequence[Tab]:
        return edition_tabs(self.edition, self.here)
