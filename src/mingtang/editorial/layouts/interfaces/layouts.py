"""Screens of homes and topic pages: what there is, the blocks of one with a preview, its way online."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.clickjacking import xframe_options_sameorigin

from mingtang.editorial.layouts.actions.layouts import create_layout
from mingtang.editorial.layouts.actions.looks import DESIGN
from mingtang.editorial.layouts.documents import LAYOUT
from mingtang.editorial.layouts.enums import LayoutKind, LayoutState, TopicState
from mingtang.editorial.layouts.hooks import reader_entries
from mingtang.editorial.layouts.models import LayoutRound, SiteLayout
from mingtang.editorial.layouts.policies.presets import Preset, preset_body
from mingtang.editorial.layouts.queries import preset_choices
from mingtang.editorial.layouts.trying import preview_layout
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.interfaces.screens import (
    PREVIEW_POLICY,
    office_style,
    publish_rows,
    publish_waiting,
)
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.themes.blocks import BlockUse, block_type, block_types
from mingtang.institution.organization.authority import Powers, authority
from mingtang.institution.organization.models import Person
from mingtang.workbench.approvals.interfaces.sheets import SheetScreen, round_tag, sheet_lines
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
    Tab,
)
from mingtang.workbench.backoffice.start import Waiting
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

ROOT = ("首页与专题", "publishing:layouts")
_TONES = {
    LayoutState.DRAFT: "plain",
    LayoutState.IN_REVIEW: "wait",
    LayoutState.PASSED: "warn",
    LayoutState.ONLINE: "good",
}


def layout_url(row: SiteLayout) -> str:
    """Return the address of the screen of a page of blocks."""
    return reverse("publishing:layout", args=[row.pk])


def state_tag(row: SiteLayout) -> str:
    """Return the state as a small label."""
    return tag(row.state_label, _TONES[LayoutState(row.state)])


def _shown(row: SiteLayout) -> str:
    return f"已上线 {row.topic_mark}".strip() if row.live_id else "还没有上线"


def all_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    """Return what a person can put online: pages of blocks, articles."""
    sites = powers.sites_where("publishing.publish").as_q("site__code")
    return [
        SiteLayout.objects.filter(sites, state=LayoutState.PASSED.value),
        publish_rows(powers),
    ]


def all_waiting(person: Person, powers: Powers, at: datetime) -> list[Waiting]:
    """Return the articles and pages of blocks that passed their gates and wait to be put online."""
    rows = all_rows(person, powers, at)[0].order_by("pk")[:50]
    passed = (Waiting(f"版面：{row.title}", layout_url(row), "发布") for row in rows)
    return [*publish_waiting(person, powers, at), *passed]


class LayoutList(ListScreen):
    """Homes and topic pages of the sites that a person designs or reviews."""

    title = ROOT[0]
    lead = "网站的首页和专题页由内容块拼成；修改后经审核发布，公众才会看到。"
    right = DESIGN
    model = SiteLayout
    order = ("-changed_at", "-pk")
    documents = LAYOUT
    search_label = "名称、网站或内容"
    empty_text = "还没有版面。点“新建版面”，从样板开始。"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site")

    def get_columns(self) -> Sequence[TableColumn]:
        return (
            TableColumn("名称", "title", link=layout_url, kind="main"),
            TableColumn("网站", "site.name"),
            TableColumn("类型", lambda row: LayoutKind(row.kind).label),
            TableColumn("状态", state_tag),
            TableColumn("公众看到的", _shown),
            TableColumn("修改时间", "changed_at", kind="moment"),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        url = reverse("publishing:layout-new")
        return (HeaderButton("新建版面", url, icon="plus", primary=True),)


def _designed(person: Person, at: datetime) -> Any:
    return GovSite.objects.filter(authority.sites_where(person, DESIGN, at).as_q("code"))


class NewLayoutForm(DeskForm):
    """Which site, what it is to be, and what to begin with."""

    site = ChoiceOfVisible(rows=_designed, label="网站")
    kind = forms.ChoiceField(label="类型", choices=LayoutKind.choices())
    title = forms.CharField(
        label="名称", max_length=60, help_text="专题页的标题；首页写“首页”即可。"
    )
    code = forms.CharField(
        label="专题地址",
        required=False,
        max_length=40,
        help_text="只有专题页要填，用小写字母、数字和连字符，如 spring-2026。",
    )
    summary = forms.CharField(label="简介", required=False, max_length=200)
    preset = forms.ChoiceField(
        label="样板",
        required=False,
        choices=[("", "空白"), *Preset.choices()],
        help_text="按本网站现有的栏目拼好一版，再逐块修改。",
    )


class NewLayout(ActionForm):
    """Begin the home of a site or a topic page."""

    title = "新建版面"
    right = DESIGN
    parents = (ROOT,)
    form_class = NewLayoutForm
    submit_label = "新建"
    success_message = "已建好，公众还看不到。请逐块修改，然后送审。"

    def act(self, form: Any) -> SiteLayout:
        data = dict(form.cleaned_data)
        site, preset = data.pop("site"), data.pop("preset")
        body = _begun_with(Preset(preset), site) if preset else ()
        return create_layout(actor=self.person, at=self.at, site_id=site.pk, body=body, **data)

    def get_success_url(self, result: SiteLayout) -> str:
        return layout_url(result)


def _begun_with(preset: Preset, site: GovSite) -> list[dict[str, Any]]:
    return preset_body(preset, preset_choices(site.pk), reader_entries())


class LayoutScreen(DetailScreen):
    """One page of blocks: what it is made of, how it looks, how far it is."""

    model = SiteLayout
    parents = (ROOT,)
    template_name = "publishing/layout.html"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "revision", "live")

    @cached_property
    def body(self) -> list[dict[str, Any]]:
        """The blocks of the draft."""
        return self.object.revision.body if self.object.revision else []

    @property
    def may_edit(self) -> bool:
        """Whether this person can change the blocks now."""
        return self._may(DESIGN) and self.object.state != LayoutState.IN_REVIEW

    def _may(self, right: str) -> bool:
        return bool(self.powers.may(right, site=self.object.site.code))

    def get_subject(self) -> str:
        return str(self.object.subject)

    def get_facts(self) -> Sequence[Fact]:
        row: SiteLayout = self.object
        live = f"第 {row.live.number} 版" if row.live else "还没有上线"
        return (
            Fact("网站", row.site.name),
            Fact("类型", LayoutKind(row.kind).label),
            Fact("状态", state_tag(row)),
            *(
                [Fact("专题状态", TopicState(row.topic_state).label)]
                if row.kind == LayoutKind.TOPIC
                else []
            ),
            Fact("正在编辑", f"第 {row.revision.number} 版" if row.revision else "无"),
            Fact(
                "公众看到的", live, url=f"https://{row.site.domain}{row.link}" if row.live else ""
            ),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        row: SiteLayout = self.object
        designs = self._may(DESIGN)
        is_passed = row.state == LayoutState.PASSED
        is_topic_online = row.kind == LayoutKind.TOPIC and row.live_id is not None
        verbs = (
            ("layout-release", "发布", is_passed and self._may("publishing.publish")),
            ("layout-send", "送审", self.may_edit and row.state == LayoutState.DRAFT),
            ("layout-withdraw", "撤回送审", designs and row.state == LayoutState.IN_REVIEW),
            ("layout-arrange", "排列和宽度", self.may_edit and bool(self.body)),
            ("layout-topic", "专题状态", is_topic_online and self._may("publishing.publish")),
            ("layout-off", "下线", is_topic_online and self._may("publishing.take_down")),
        )
        buttons = [
            HeaderButton(label, reverse(f"publishing:{name}", args=[row.pk]), primary=number == 0)
            for number, (name, label) in enumerate((n, w) for n, w, shown in verbs if shown)
        ]
        if designs:
            look = reverse("publishing:look", args=[row.site_id])
            buttons.append(HeaderButton("网站外观", look))
        return buttons

    def get_tabs(self) -> Sequence[Tab]:
        here, wide = layout_url(self.object), self.request.GET.get("width") != "phone"
        return (Tab("电脑", here, wide), Tab("手机", f"{here}?width=phone", not wide))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(place, block) for place, block in enumerate(self.body)]
        newest = self.object.rounds.order_by("-number").first()
        return super().get_context_data(
            blocks=Table(self._block_columns(), rows) if rows else None,
            new_blocks=self._new_blocks() if self.may_edit else (),
            round=newest,
            round_tag=round_tag(newest) if newest else "",
            round_url=reverse("publishing:layout-round", args=[newest.pk]) if newest else "",
            lines=sheet_lines(newest, self.person, self.at) if newest else (),
            is_phone=self.request.GET.get("width") == "phone",
            **kwargs,
        )

    def _block_columns(self) -> tuple[TableColumn, ...]:
        pk = self.object.pk

        def buttons(row: tuple[int, dict[str, Any]]) -> str:
            if not self.may_edit:
                return ""
            return cells.buttons([("修改", reverse("publishing:block", args=[pk, row[0]]))])

        return (
            TableColumn("次序", lambda row: row[0] + 1, kind="number"),
            TableColumn("内容块", lambda row: _label_of(row[1]["type"]), kind="main"),
            TableColumn("标题", lambda row: row[1]["title"] or "（无）"),
            TableColumn("宽度", lambda row: f"{row[1]['width']} 格"),
            TableColumn("操作", buttons),
        )

    def _new_blocks(self) -> list[HeaderButton]:
        pk = self.object.pk
        return [
            HeaderButton(kind.label, reverse("publishing:block-new", args=[pk, kind.name]))
            for kind in block_types(BlockUse.HOME)
        ]


def _label_of(name: str) -> str:
    kind = block_type(name)
    return kind.label if kind else name


class LayoutPreview(DetailScreen):
    """The page itself as the draft would make it, for the frame of the screen."""

    model = SiteLayout

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("site", "revision")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it; no script runs in it and nothing of it leads elsewhere."""
        row: SiteLayout = self.object
        response = HttpResponse(office_style(preview_layout(row), row.site_id))
        response["Content-Security-Policy"] = PREVIEW_POLICY
        return xframe_options_sameorigin(lambda _: response)(request)


class LayoutRoundScreen(SheetScreen):
    """One passage of a page of blocks through its gates."""

    model = LayoutRound
    parents = (ROOT,)
    template_name = "publishing/layout_round.html"

    def visible_rows(self) -> Any:
        visible = SiteLayout.objects.visible_to(self.person, at=self.at)
        rows = LayoutRound.objects.filter(layout__in=visible)
        return rows.select_related("layout__site", "revision", "started_by")

    def get_title(self) -> str:
        return f"版面审核单：{self.object.layout.title}"

    def get_facts(self) -> Sequence[Fact]:
        found: LayoutRound = self.object
        return (
            Fact("版面", found.layout.title, url=layout_url(found.layout)),
            Fact("网站", found.layout.site.name),
            Fact("送审版本", f"第 {found.revision.number} 版"),
            Fact("送审人", found.started_by.name),
            Fact("结果", round_tag(found)),
        )
