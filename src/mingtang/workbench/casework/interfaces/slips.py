"""The slip of a case: its status for the sender, to be read out or printed at the counter."""

from collections.abc import Sequence
from typing import Any

from mingtang.ground.foundation.clock import BEIJING
from mingtang.workbench.backoffice.screens import DetailScreen, Fact
from mingtang.workbench.backoffice.screens.base import Crumb
from mingtang.workbench.casework.actions.showing import (
    answer_for_sender,
    state_for_sender,
    steps_for_sender,
)
from mingtang.workbench.casework.enums import CaseVerb
from mingtang.workbench.casework.interfaces.lists import case_url
from mingtang.workbench.casework.models import Case
from mingtang.workbench.casework.queries import may_act


class SenderSlip(DetailScreen):
    """The status of a case for a sender without a receipt: the text of the web, no contact."""

    template_name = "casework/slip.html"
    model = Case
    parents = (("办件", "casework:list"),)
    with_history = False

    def admit(self) -> None:
        """Admit those who may view the case in full."""
        super().admit()
        may_act(self.powers, self.object, CaseVerb.VIEW).require()

    def get_crumbs(self) -> list[Crumb]:
        first, *middle, last = super().get_crumbs()
        return [first, *middle, Crumb(self.object.number, case_url(self.object.pk)), last]

    def get_title(self) -> str:
        return "办理情况单"

    def get_lead(self) -> str:
        return (
            "给来电、来访的来件人：先核对编号和姓名，再照此告知或打印。不含来件人信息和内部备注。"
        )

    def get_facts(self) -> Sequence[Fact]:
        case: Case = self.object
        return (
            Fact("编号", case.number),
            Fact("事项", case.of_kind.label),
            Fact("收到时间", case.received_at),
            Fact("现在", state_for_sender(case)),
            Fact("打印时间", self.at),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case: Case = self.object
        steps = [(moment.astimezone(BEIJING), text) for moment, text in steps_for_sender(case)]
        return super().get_context_data(steps=steps, answer=answer_for_sender(case), **kwargs)
