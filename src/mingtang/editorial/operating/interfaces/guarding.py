"""What who guards a site does: take note of files found altered, have all files checked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from mingtang.editorial.operating.actions.incidents import see_incident, see_incidents, verify_site
from mingtang.editorial.operating.interfaces.incidents import INCIDENTS, incident_url
from mingtang.editorial.operating.interfaces.screens import (
    GUARD,
    OPERATE,
    site_url,
)
from mingtang.editorial.operating.interfaces.verbs import SiteAction
from mingtang.editorial.pages.enums import TamperingKind
from mingtang.editorial.pages.models import Incident, Run
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import (
    ConfirmScreen,
    Crumb,
)


class SeeIncident(ConfirmScreen):
    """Take note of one incident."""

    title = "已确认"
    model = Incident
    right = GUARD
    submit_label = "已确认"
    success_message = "已登记确认。"

    def get_lead(self) -> str:
        """Say which incident it is."""
        return f"{TamperingKind(self.object.kind).label}：{self.object.path}"

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the incident."""
        home, here = super().get_crumbs()
        incident = Crumb(self.object.path, incident_url(self.object))
        return [home, Crumb(INCIDENTS[0], reverse(INCIDENTS[1])), incident, here]

    def get_consequences(self) -> Sequence[str]:
        """Say what is recorded."""
        return ["登记您的姓名和时间；证据和恢复情况不变。"]

    def act(self, form: Any) -> int:
        """Take note."""
        return see_incident(actor=self.person, at=self.at, incident_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        """Lead back to the list."""
        return reverse(INCIDENTS[1])


class GuardAction(SiteAction):
    """Something that who guards a site does with it."""

    right = GUARD

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the list of incidents."""
        home, *_, here = super().get_crumbs()
        return [home, Crumb(INCIDENTS[0], reverse(INCIDENTS[1])), here]

    def get_success_url(self, result: Any) -> str:
        """Lead back to the list."""
        return reverse(INCIDENTS[1])


class SeenForm(DeskForm):
    """Up to which incident someone has seen them: what comes later is not taken note of."""

    up_to = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)


class SeeIncidents(GuardAction):
    """Take note of all incidents of a site that are there now."""

    title = "全部确认"
    submit_label = "全部确认"
    form_class = SeenForm

    def get_initial(self) -> dict[str, Any]:
        """Say which one is the newest now."""
        newest = self._unseen().order_by("-pk").values_list("pk", flat=True).first()
        return {"up_to": newest or 0}

    def get_consequences(self) -> Sequence[str]:
        """Say how many."""
        return [f"{self._unseen().count()} 起篡改事件登记为已确认，登记您的姓名和时间。"]

    def get_success_message(self, result: int) -> str:
        """Say how many."""
        return f"已登记确认 {result} 起。"

    def act(self, form: Any) -> int:
        """Take note of them."""
        return see_incidents(
            actor=self.person, at=self.at, site_id=self.object.pk, **form.cleaned_data
        )

    def _unseen(self) -> Any:
        rows = Incident.objects.visible_to(self.person, self.at)
        return rows.unseen().filter(site=self.object)


class VerifySite(GuardAction):
    """Compare every file of a site with what was published."""

    title = "核对文件"
    submit_label = "开始核对"
    success_message = "已开始核对，进度和结果见下面。"

    def get_consequences(self) -> Sequence[str]:
        """Say what happens with what is found."""
        return [
            f"逐个读取 {self.count()} 个页面和文件，与发布的内容比较，再查找多出的文件。",
            "不一致的，留存证据，恢复成发布的内容，登记为篡改事件。",
            "后台进行，编辑发布不受影响；可以随时离开本页。",
        ]

    def act(self, form: Any) -> Run:
        """Begin the check."""
        return verify_site(actor=self.person, at=self.at, site_id=self.object.pk)

    def get_success_url(self, result: Any) -> str:
        """Lead to where the result is shown."""
        if self.powers.may(OPERATE, site=self.object.code):
            return site_url(self.object)
        return reverse(INCIDENTS[1])
