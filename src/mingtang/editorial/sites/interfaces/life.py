"""Screens of the steps in the life of a site; each asks who agreed (XC-29)."""

from collections.abc import Sequence
from typing import Any

from mingtang.editorial.sites.actions import life
from mingtang.editorial.sites.actions.closing import announce_closing, cancel_closing
from mingtang.editorial.sites.interfaces import forms
from mingtang.editorial.sites.interfaces.sites import OfSite
from mingtang.editorial.sites.policies.life import may_be_closed
from mingtang.editorial.sites.queries import closing_notice, opening_rules
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.decisions import Decision
from mingtang.workbench.backoffice.screens import ConfirmScreen


class OpenSite(OfSite, ConfirmScreen):
    """Put a planned site online."""

    title = "开办网站"
    form_class = forms.OpenSiteForm
    submit_label = "确定开办"
    success_message = "网站已开通。"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Name whose consent the regulation of the host asks for."""
        rules = opening_rules(self.object, self.at)
        asked = {"needed": rules.consents, "declarations": rules.declarations}
        return {**super().get_form_kwargs(), **asked}

    def get_consequences(self) -> Sequence[str]:
        """Say what readers will see."""
        return (f"“{self.object.name}”对外开放，域名 {self.object.domain}。",)

    def act(self, form: Any) -> Any:
        """Call the action."""
        return life.open_site(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            approval=form.approval(),
            consents=form.consents(),
            qualification_due_on=form.cleaned_data["qualification_due_on"],
            declared=form.cleaned_data.get("declared", ()),
        )


class SuspendSite(OfSite, ConfirmScreen):
    """Take a site offline for a time."""

    title = "临时下线"
    form_class = forms.SuspendSiteForm
    submit_label = "确定下线"
    success_message = "网站已临时下线。"
    is_grave = True

    def get_consequences(self) -> Sequence[str]:
        """Say what readers will see."""
        return ("公众暂时不能访问本网站，只看到停用公告。", "到期前请办理恢复运行。")

    def act(self, form: Any) -> Any:
        """Call the action."""
        return life.suspend_site(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            approval=form.approval(),
            until=form.cleaned_data["until"],
            notice=form.cleaned_data["notice"],
        )


class ResumeSite(OfSite, ConfirmScreen):
    """Put a suspended site online again."""

    title = "恢复运行"
    form_class = forms.ApprovalForm
    submit_label = "确定恢复"
    success_message = "网站已恢复运行。"

    def act(self, form: Any) -> Any:
        """Call the action."""
        return life.resume_site(
            actor=self.person, at=self.at, site_id=self.object.pk, approval=form.approval()
        )


class AnnounceClosing(OfSite):
    """Tell readers that a site will be closed."""

    title = "关停公告"
    form_class = forms.AnnounceClosingForm
    submit_label = "发布公告"
    success_message = "关停公告已发布，几分钟内显示在本网站每个页面上方。"

    def get_lead(self) -> str:
        """Say for how long the regulation asks for it."""
        rule = closing_notice(self.object, self.at)
        asked = f"关停前须向社会公告{rule.days}天（{rule.citation}）。" if rule.days else ""
        return f"{asked}请先迁移内容；公告期间网站照常维护，到期后再办理关停。"

    def get_initial(self) -> dict[str, Any]:
        """Show what was announced before."""
        site = self.object
        return {
            "closing_on": site.closing_on,
            "notice": site.closing_notice,
            "successor_url": site.successor_url,
        }

    def act(self, form: Any) -> Any:
        """Call the action."""
        values = form.cleaned_data
        return announce_closing(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            approval=form.approval(),
            closing_on=values["closing_on"],
            notice=values["notice"],
            successor_url=values["successor_url"],
        )


class CancelClosing(OfSite, ConfirmScreen):
    """Take an announcement of closing back."""

    title = "撤销关停公告"
    form_class = forms.ApprovalForm
    submit_label = "确定撤销"
    success_message = "关停公告已撤销，网站继续运行。"

    def get_consequences(self) -> Sequence[str]:
        """Say what readers will see."""
        return ("本网站各页面不再显示关停公告。",)

    def act(self, form: Any) -> Any:
        """Call the action."""
        return cancel_closing(
            actor=self.person, at=self.at, site_id=self.object.pk, approval=form.approval()
        )


class CloseSite(OfSite, ConfirmScreen):
    """Close a site for good."""

    title = "关停网站"
    form_class = forms.CloseSiteForm
    submit_label = "确定关停"
    success_message = "网站已关停。"
    is_grave = True

    def may_begin(self) -> Decision:
        """Refuse before the day that was announced."""
        site, rule = self.object, closing_notice(self.object, self.at)
        return super().may_begin() & may_be_closed(site.closing_on, beijing_date(self.at), rule)

    def get_initial(self) -> dict[str, Any]:
        """Begin with what was announced."""
        site = self.object
        return {"notice": site.closing_notice, "successor_url": site.successor_url}

    def get_consequences(self) -> Sequence[str]:
        """Say what readers will see and what stays."""
        return (
            f"公众不能再访问“{self.object.name}”，只看到停用公告。",
            "内容和记录保留备查；重新开通须再经批准。",
        )

    def act(self, form: Any) -> Any:
        """Call the action."""
        return life.close_site(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            approval=form.approval(),
            notice=form.cleaned_data["notice"],
            successor_url=form.cleaned_data["successor_url"],
        )


class ReopenSite(OfSite, ConfirmScreen):
    """Open a closed site again."""

    title = "重新开通"
    form_class = forms.ApprovalForm
    submit_label = "确定开通"
    success_message = "网站已重新开通。"

    def act(self, form: Any) -> Any:
        """Call the action."""
        return life.reopen_site(
            actor=self.person, at=self.at, site_id=self.object.pk, approval=form.approval()
        )


class RecheckSite(OfSite):
    """Keep that the qualification was checked again."""

    title = "资质复核"
    form_class = forms.RecheckSiteForm
    submit_label = "登记复核"
    success_message = "资质复核已登记。"

    def act(self, form: Any) -> Any:
        """Call the action."""
        return life.recheck_site(
            actor=self.person,
            at=self.at,
            site_id=self.object.pk,
            approval=form.approval(),
            due_on=form.cleaned_data["due_on"],
        )
