"""Screens of sites: the list, one site, planning and changing."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from mingtang.editorial.sites.actions.sites import SiteFields, change_site, plan_site
from mingtang.editorial.sites.enums import SiteKind, SiteLanguage, SiteState, SiteStep
from mingtang.editorial.sites.interfaces import forms
from mingtang.editorial.sites.models import GovSite
from mingtang.editorial.sites.policies.life import next_state
from mingtang.editorial.sites.queries import open_columns
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.enums import Post
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

SITES = ("网站", "sites:sites")
TONES = {
    SiteState.PLANNED: "wait",
    SiteState.OPEN: "good",
    SiteState.SUSPENDED: "warn",
    SiteState.CLOSED: "plain",
}
STEP_SCREENS = {
    SiteStep.OPEN: "open-site",
    SiteStep.SUSPEND: "suspend-site",
    SiteStep.RESUME: "resume-site",
    SiteStep.ANNOUNCE: "announce-closing",
    SiteStep.CANCEL: "cancel-closing",
    SiteStep.CLOSE: "close-site",
    SiteStep.REOPEN: "reopen-site",
}


def works_on_sites(powers: Powers) -> bool:
    """Tell whether someone has sites to look at: a contractor has none but the one named to them."""
    return any(grant.post is not Post.CONTRACTOR or grant.site_key for grant in powers.grants)


def site_url(site: Any) -> str:
    """Return the address of a site's screen."""
    return reverse("sites:site", args=[site.code])


def state_tag(site: Any) -> str:
    """Return the label of the state of a site."""
    state = SiteState(site.state)
    return tag(state.label, TONES[state])


class SitesScreen(ListScreen):
    """The sites that a person may see."""

    title = "网站"
    lead = "本平台集约建设的网站及其开办、变更和备案情况。"
    right = "sites.read"
    model = GovSite
    order = ("position", "code", "pk")
    search_fields = ("name", "code", "domain", "identity_code")
    search_label = "名称、代码、域名或标识码"
    filter_class = forms.SiteFilter
    empty_text = "没有您可以查看的网站。"

    def visible_rows(self) -> QuerySet[Any]:
        """Read the host with each site."""
        return super().visible_rows().select_related("unit")

    def get_columns(self) -> Sequence[TableColumn]:
        """Name, kind, domain, host, codes, state."""
        return (
            TableColumn("网站名称", "name", link=site_url, kind="main"),
            TableColumn("类型", lambda site: SiteKind(site.kind).label),
            TableColumn("域名", "domain"),
            TableColumn("主办单位", "unit.short_name"),
            TableColumn("网站标识码", "identity_code"),
            TableColumn("状态", state_tag),
        )

    def get_row_tone(self, row: Any) -> str:
        """Set closed sites back."""
        return "muted" if row.state == SiteState.CLOSED else ""

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to register a site to those who may."""
        if not self.powers.holds("sites.manage"):
            return ()
        return (HeaderButton("登记网站", reverse("sites:plan-site"), icon="plus", primary=True),)


class SiteScreen(DetailScreen):
    """One site: identity, columns, approvals."""

    template_name = "sites/site.html"
    model = GovSite
    lookup = "code"
    right = "sites.read"
    parents = (SITES,)

    def visible_rows(self) -> QuerySet[Any]:
        """Read the units with the site."""
        return super().visible_rows().select_related("unit", "operating_unit", "parent")

    def get_facts(self) -> Sequence[Fact]:
        """Return what is to be said about the site."""
        site: GovSite = self.object
        facts = [
            Fact("状态", state_tag(site), note=site.notice),
            Fact("类型", SiteKind(site.kind).label),
            Fact("网站代码", site.code),
            Fact("域名", site.domain, note=site.chinese_domain),
            Fact("主站", site.parent.name if site.parent else ""),
            Fact("语种", SiteLanguage(site.language).label),
            Fact("主办单位", site.unit.name),
            Fact("承办单位", site.operating_unit.name),
            Fact("协办（共建）单位", "、".join(unit.name for unit in site.builders.all())),
            Fact("网站标识码", site.identity_code),
            Fact("ICP备案编号", site.icp),
            Fact("公安备案号", site.police_record),
            Fact("联系人", site.contact, note=site.phone),
            Fact("联系邮箱", site.email),
            Fact("联系地址", site.address),
            Fact("开通时间", site.opened_at),
            Fact("下次资质复核", site.qualification_due_on),
        ]
        if site.closing_on:
            facts.append(Fact("计划关停日期", site.closing_on, note=site.closing_notice))
        if site.suspended_until:
            facts.append(Fact("计划恢复时间", site.suspended_until))
        return [fact for fact in facts if fact.value not in (None, "")]

    def get_subject(self) -> str:
        """The key under which events speak of the site."""
        key: str = self.object.site_key
        return key

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer what the person may do with this site in its state."""
        site: GovSite = self.object
        buttons = []
        if self.may_manage_columns and site.state != SiteState.CLOSED:
            url = reverse("sites:open-column", args=[site.code])
            buttons.append(HeaderButton("开设栏目", url, icon="plus"))
        if not self.powers.may("sites.manage", site=site.code):
            return buttons
        buttons.append(HeaderButton("修改", reverse("sites:change-site", args=[site.code])))
        buttons += [
            HeaderButton(step.label, reverse(f"sites:{name}", args=[site.code]))
            for step, name in STEP_SCREENS.items()
            if next_state(SiteState(site.state), step) is not None
            and (step is not SiteStep.CANCEL or site.closing_on)
        ]
        url = reverse("sites:recheck-site", args=[site.code])
        return [*buttons, HeaderButton(SiteStep.RECHECK.label, url)]

    @property
    def may_manage_columns(self) -> bool:
        """Whether the person keeps the columns of this site."""
        return bool(self.powers.may("sites.manage_columns", site=self.object.code))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the column tree and the approvals."""
        approvals = self.object.approvals.select_related("recorded_by", "reason").order_by("-pk")
        return super().get_context_data(
            columns=[(one, one.path.count("/")) for one in open_columns(self.object.pk)],
            approvals=Table(APPROVAL_COLUMNS, approvals[:50]),
            **kwargs,
        )


APPROVAL_COLUMNS = (
    TableColumn("事项", lambda row: SiteStep(row.step).label, kind="main"),
    TableColumn("批准机关（人）", "approved_by"),
    TableColumn("批准日期", "approved_on"),
    TableColumn("批准文件", "document"),
    TableColumn("确认事项", "declared"),
    TableColumn("事由", "reason"),
    TableColumn("登记人", "recorded_by.name"),
    TableColumn("登记时间", "recorded_at", kind="moment"),
)


class PlanSite(ActionForm):
    """Register a site that is to be opened."""

    title = "登记网站"
    lead = "先登记为筹建状态，备案和审批齐全后再办理开办。"
    right = "sites.manage"
    parents = (SITES,)
    form_class = forms.PlanSiteForm
    success_message = "网站已登记，状态为筹建。"

    def act(self, form: Any) -> GovSite:
        """Call the action."""
        values = form.cleaned_data
        return plan_site(
            actor=self.person,
            at=self.at,
            code=values["code"],
            kind=SiteKind(values["kind"]),
            language=SiteLanguage(values["language"]),
            parent_code=values["parent"].code if values["parent"] else "",
            fields=site_fields(values),
        )

    def get_success_url(self, result: GovSite) -> str:
        """Show the new site."""
        return site_url(result)


class OfSite(ActionScreen):
    """Something that is done with a visible site."""

    model = GovSite
    lookup = "code"
    right = "sites.manage"
    parents = (SITES,)

    def get_crumbs(self) -> list[Crumb]:
        """Put the site into the way."""
        *way, here = super().get_crumbs()
        return [*way, Crumb(self.object.name, site_url(self.object)), here]

    def get_success_url(self, result: Any) -> str:
        """Show the site."""
        return site_url(self.object)


class ChangeSite(OfSite):
    """Change what is known of a site."""

    title = "修改网站"
    form_class = forms.ChangeSiteForm
    success_message = "网站信息已修改。"

    def get_initial(self) -> dict[str, Any]:
        """Show the present values."""
        site: GovSite = self.object
        plain = [name for name in self.form_class.base_fields if hasattr(site, name)]
        builders = "、".join(site.builders.values_list("name", flat=True))
        return {name: getattr(site, name) for name in plain} | {"builders": builders}

    def act(self, form: Any) -> GovSite:
        """Call the action."""
        return change_site(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            fields=site_fields(form.cleaned_data, theme=self.object.theme),
            approval=form.approval(),
        )


def site_fields(values: dict[str, Any], **kept: Any) -> SiteFields:
    """Return the particulars as the actions want them."""
    operating_unit = values["operating_unit"]
    names = SiteFields.__dataclass_fields__.keys() & values.keys()
    return SiteFields(
        unit_code=values["unit"].code,
        operating_unit_code=operating_unit.code if operating_unit else "",
        builder_codes=values["builders"],
        **{name: values[name] for name in names},
        **kept,
    )
