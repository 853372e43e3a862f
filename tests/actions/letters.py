"""Mailboxes that are saved, letters that an officer enters, senders who are told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from mingtang.service.letters.actions import (
    import_matters,
    register_letter,
    save_mailbox,
    tell_sender,
)
from mingtang.service.letters.enums import ProgressChannel
from mingtang.service.letters.models import LetterDetails
from mingtang.workbench.casework.enums import CaseChannel
from mingtang.workbench.casework.models import Case as Matter
from tests.actions.spec import Case
from tests.factories.letters import MAYOR, letter, mailbox, sent


def _to_tell(cast: Any, at: Any) -> dict[str, Any]:
    case = letter(at, progress=ProgressChannel.PHONE)
    LetterDetails.objects.filter(case=case).update(tell_at=at)
    return {"case_id": case.pk}


def _on_the_web(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    LetterDetails.objects.filter(case=given["case_id"]).update(progress="web")
    return {}


def _taken(cast: Any, at: Any, _: dict[str, Any]) -> dict[str, Any]:
    mailbox(cast, at)
    return {}


CASES = (
    Case(
        import_matters, "desk_editor",
        lambda cast, at: {"desk_unit": "office", "lines": [("校车", "市教育局"), ("医院", "health")]},
        "letters.directory.imported",
        lambda cast, row, _: (row.number, [one.unit for one in row.matters.all()])
        == (1, ["edu", "health"]),
        ("stranger", "officer", "leader", "auditor"),
        {
            "letters.no_unit": lambda cast, at, _: {"lines": [("校车", "无此单位")]},
            "letters.no_matters": lambda cast, at, _: {"lines": []},
        },
    ),
    Case(
        save_mailbox, "desk_editor", lambda cast, at: {"site": "portal", "facts": MAYOR},
        "letters.mailbox.saved",
        lambda cast, box, _: box.facts() == MAYOR and box.site == cast.portal,
        ("stranger", "officer", "leader", "auditor"),
        {
            "letters.bad_code": lambda cast, at, _: {"facts": replace(MAYOR, code="市长")},
            "letters.no_unit": lambda cast, at, _: {"facts": replace(MAYOR, unit="nowhere")},
            "letters.code_taken": _taken,
        },
    ),
    Case(
        register_letter, "desk_editor",
        lambda cast, at: {
            "sent": sent(origin="明州论坛"), "site": "portal", "channel": CaseChannel.FORUM,
            "received_at": at - timedelta(hours=1),
        },
        "casework.case.arrived",
        lambda cast, case, _: (case.kind, case.channel, case.letter.origin, case.state)
        == ("letter", "forum", "明州论坛", "received"),
        ("stranger", "officer", "leader", "auditor"),
        {
            "letters.no_site": lambda cast, at, _: {"site": "nowhere"},
            "letters.not_yet": lambda cast, at, _: {"received_at": at + timedelta(minutes=1)},
            "letters.no_text": lambda cast, at, _: {"sent": sent(title=" ", text=" ")},
        },
    ),
    Case(
        tell_sender, "desk_editor", _to_tell, "letters.letter.told",
        lambda cast, row, given: (row.tell_at, row.told_at is None) == (None, False)
        and Matter.objects.get(pk=given["case_id"]).state == "received",
        ("stranger", "stranger_leader", "officer", "auditor"),
        {"letters.not_by_hand": _on_the_web},
    ),
)  # fmt: skip
