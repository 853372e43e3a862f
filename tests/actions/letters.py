"""Mailboxes that are saved, letters that an officer enters, senders who are told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from mingtang.editorial.series.actions.series import open_series
from mingtang.service.letters.actions import (
    answer_by_article,
    answer_in_series,
    check_letters,
    import_letters,
    import_matters,
    register_letter,
    save_mailbox,
    start_import,
    stop_import,
    tell_sender,
    tie_letters,
    upload_letters,
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


TABLE = "收到时间,答复时间,标题\n2026-03-02,2026-03-03,校车几点到\n".encode()


def _uploaded(cast: Any, at: Any) -> dict[str, Any]:
    row = upload_letters(
        actor=cast.desk_editor, at=at, site="portal", name="来信.csv", content=TABLE
    )
    return {"import_id": row.pk}


def _to_check(cast: Any, at: Any) -> dict[str, Any]:
    columns = {"received": "收到时间", "answered": "答复时间", "title": "标题"}
    return _uploaded(cast, at) | {"columns": columns, "category": "inquiry"}


def _checked(cast: Any, at: Any) -> dict[str, Any]:
    given = _to_check(cast, at)
    check_letters(actor=cast.desk_editor, at=at, **given)
    return {"import_id": given["import_id"]}


def _started(cast: Any, at: Any) -> dict[str, Any]:
    given = _checked(cast, at)
    start_import(actor=cast.desk_editor, at=at, **given)
    return given


def _start(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    start_import(actor=cast.desk_editor, at=at, import_id=given["import_id"])
    return {}


def _end(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    import_letters(actor=cast.desk_editor.person_key, at=at, import_id=given["import_id"])
    return {}


def _stop(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    stop_import(actor=cast.desk_editor, at=at, import_id=given["import_id"])
    return {}


def _asked(cast: Any, at: Any) -> dict[str, Any]:
    return {"name": "校车不停站", "text": "已经整改。", "letters": [letter(at).pk]}


def _in_series(cast: Any, at: Any) -> dict[str, Any]:
    series = open_series(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, code="snow",
        title="大雪", facts="今晨大雪，校车停运。",
    )  # fmt: skip
    return _asked(cast, at) | {"series_id": series.pk}


def _tied(cast: Any, at: Any) -> dict[str, Any]:
    topic = answer_by_article(actor=cast.desk_editor, at=at, site="portal", **_asked(cast, at))
    return {"topic_id": topic.pk, "letters": [letter(at).pk]}


UNSAID = {
    "letters.no_topic_name": lambda cast, at, _: {"name": " "},
    "letters.no_topic_text": lambda cast, at, _: {"text": " "},
    "letters.no_letters": lambda cast, at, _: {"letters": [10**9]},
}


CASES = (
    Case(
        answer_by_article, "desk_editor",
        lambda cast, at: _asked(cast, at) | {"site": "portal"}, "letters.topic.made",
        lambda cast, topic, given: (topic.answer.startswith("article:"), topic.answered_at) == (True, None)
        and [one.case_id for one in topic.letters.all()] == given["letters"],
        ("stranger", "officer", "leader", "auditor"), UNSAID,
    ),
    Case(
        answer_in_series, "desk_editor", _in_series, "letters.topic.made",
        lambda cast, topic, given: (topic.in_series, topic.letters.count()) == (True, 1),
        ("stranger", "officer", "leader", "auditor"), UNSAID,
    ),
    Case(
        tie_letters, "desk_editor", _tied, "letters.topic.tied",
        lambda cast, topic, _: topic.letters.count() == 2,
        ("stranger", "officer", "leader", "auditor"),
        {"letters.no_letters": lambda cast, at, _: {"letters": [10**9]}},
    ),
    Case(
        upload_letters, "desk_editor",
        lambda cast, at: {"site": "portal", "name": "来信.csv", "content": TABLE},
        "letters.import.uploaded",
        lambda cast, row, _: (row.headings, row.columns, row.site) == (
            ["收到时间", "答复时间", "标题"],
            {"received": "收到时间", "answered": "答复时间", "title": "标题"},
            cast.portal,
        ),
        ("stranger", "officer", "leader", "auditor"),
        {
            "letters.no_site": lambda cast, at, _: {"site": "nowhere"},
            "sheet.unreadable": lambda cast, at, _: {"content": b"\x00\x01"},
        },
    ),
    Case(
        check_letters, "desk_editor", _to_check, "letters.import.checked",
        lambda cast, row, _: (row.total, row.made, row.is_trial) == (1, 1, True)
        and not Matter.objects.exists(),
        ("stranger", "officer", "leader", "auditor"),
        {
            "letters.no_answered": lambda cast, at, _: {"columns": {"received": "收到时间"}},
            "letters.no_heading": lambda cast, at, _: {"columns": {"title": "事由"}},
            "letters.imported": _end,
        },
    ),
    Case(
        start_import, "desk_editor", _checked, "letters.import.started",
        lambda cast, row, _: row.job is not None and row.ended_at is None,
        ("stranger", "officer", "leader", "auditor"),
        {
            "letters.running": _start,
            "letters.imported": _end,
            "letters.nothing_to_import": lambda cast, at, _: _uploaded(cast, at),
        },
    ),
    Case(
        stop_import, "desk_editor", _started, "letters.import.stopped",
        lambda cast, row, _: row.ended_at is None and not Matter.objects.exists(),
        ("stranger", "officer", "leader", "auditor"),
        {"letters.not_running": _stop},
    ),
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
