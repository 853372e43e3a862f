"""Error reports that a desk enters."""

from datetime import timedelta
from typing import Any

from mingtang.service.interaction.actions import Reported, register_error_report
from mingtang.service.interaction.enums import ErrorTopic
from mingtang.workbench.casework.actions.opening import Sender
from mingtang.workbench.casework.enums import CaseChannel
from tests.actions.spec import Case

SENDER = Sender("闻人无双", "13912345678", "wenren@example.cn")


def _reported(**changes: Any) -> Reported:
    values = {"page": "http://jyj.mingzhou.gov.cn/1.html", "text": "有错别字", "sender": SENDER}
    return Reported(topic=ErrorTopic.MISSPELT, **(values | changes))


CASES = (
    Case(
        register_error_report, "desk_editor",
        lambda cast, at: {
            "reported": _reported(), "site": "edu", "channel": CaseChannel.NATIONAL,
            "received_at": at - timedelta(hours=2),
        },
        "casework.case.arrived",
        lambda cast, case, _: (case.site, case.state, case.channel) == ("edu", "received", "national")
        and case.error_report.page == "http://jyj.mingzhou.gov.cn/1.html",
        ("stranger", "officer", "leader", "auditor"),
        {
            "interaction.no_site": lambda cast, at, _: {"site": "nowhere"},
            "interaction.not_yet": lambda cast, at, _: {"received_at": at + timedelta(minutes=1)},
            "interaction.no_page": lambda cast, at, _: {"reported": _reported(page=" ")},
            "interaction.no_text": lambda cast, at, _: {"reported": _reported(text=" ")},
        },
    ),
)  # fmt: skip
