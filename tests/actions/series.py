"""Emergency series and notices on every page: opened, written, released, withdrawn, closed; begun and lifted."""

from typing import Any

from mingtang.editorial.pages.models import Target
from mingtang.editorial.series.actions import notices, series
from mingtang.editorial.series.enums import FrameKind, SeriesTextKind
from mingtang.editorial.series.models import EmergencySeries, FrameNotice, SeriesEntry
from tests.actions.spec import Case

WRITERS = ("officer", "stranger", "auditor", "portal_leader")
DECIDERS = ("desk_editor", "stranger_leader", "auditor")


def _new(cast: Any, at: Any) -> dict[str, Any]:
    facts = "今天8时，海葵登陆。\n已转移群众三千人。"
    return {"site_id": cast.portal.pk, "code": "haikui", "title": "台风海葵", "facts": facts}


def _there(cast: Any, at: Any, given: dict[str, Any] | None = None) -> None:
    series.open_series(actor=cast.desk_editor, at=at, **_new(cast, at))


def _opened(cast: Any, at: Any) -> dict[str, Any]:
    _there(cast, at)
    return {"series_id": EmergencySeries.objects.get().pk}


def _writing(cast: Any, at: Any) -> dict[str, Any]:
    return {**_opened(cast, at), "kind": SeriesTextKind.UPDATE, "text": "10时，红色预警解除。"}


def _waiting(cast: Any, at: Any) -> dict[str, Any]:
    _there(cast, at)
    return {"entry_id": SeriesEntry.objects.get().pk}


def _withdrawing(cast: Any, at: Any) -> dict[str, Any]:
    return {**_waiting(cast, at), "reason": "数字有误"}


def _online(cast: Any, at: Any) -> dict[str, Any]:
    given = _opened(cast, at)
    entry = SeriesEntry.objects.get()
    series.release_entry(actor=cast.portal_leader, at=at, entry_id=entry.pk)
    return given


def _closed(cast: Any, at: Any, given: dict[str, Any]) -> None:
    EmergencySeries.objects.update(state="closed")


def _entry_state(name: str) -> Any:
    def change(cast: Any, at: Any, given: dict[str, Any]) -> None:
        SeriesEntry.objects.update(state=name)

    return change


def _facts_online(cast: Any, at: Any, given: dict[str, Any]) -> None:
    series.release_entry(actor=cast.portal_leader, at=at, entry_id=given["entry_id"])


def _alert(cast: Any, at: Any) -> dict[str, Any]:
    given = _online(cast, at)
    return {
        "kind": FrameKind.ALERT, "site_id": cast.portal.pk, "text": "台风红色预警",
        "reason": "市防指令1号", **given,
    }  # fmt: skip


def _begun(cast: Any, at: Any, given: dict[str, Any] | None = None) -> dict[str, Any]:
    wanted = given or _alert(cast, at)
    notices.begin_notice(actor=cast.portal_leader, at=at, **wanted)
    return {"notice_id": FrameNotice.objects.get().pk}


def _already(cast: Any, at: Any, given: dict[str, Any]) -> None:
    _begun(cast, at, given)


def _lifted(cast: Any, at: Any, given: dict[str, Any]) -> None:
    FrameNotice.objects.update(ended_at=at)


def _written_by_releaser(cast: Any, at: Any, given: dict[str, Any]) -> None:
    SeriesEntry.objects.update(written_by=cast.portal_leader)


def _update_first(cast: Any, at: Any, given: dict[str, Any]) -> None:
    SeriesEntry.objects.update(kind="update")


def _tokens(cast: Any) -> bool:
    return Target.objects.filter(site=cast.portal, path="/tokens.css", lane=1).exists()


CASES = (
    Case(
        series.open_series,
        "desk_editor",
        _new,
        "series.opened",
        lambda cast, row, _: row.released_at is None and SeriesEntry.objects.get().kind == "facts",
        WRITERS,
        {
            "series.code_taken": _there,
            "series.bad_code": lambda cast, at, _: {"code": "海"},
            "series.no_title": lambda cast, at, _: {"title": " "},
            "series.no_facts": lambda cast, at, _: {"facts": " "},
            "series.no_topic": lambda cast, at, _: {"topic_id": 10**9},
        },
    ),
    Case(
        series.write_entry,
        "desk_editor",
        _writing,
        "series.entry.written",
        lambda cast, row, _: row.state == "waiting" and row.released_at is None,
        WRITERS,
        {"series.closed": _closed, "series.no_text": lambda cast, at, _: {"text": " "}},
    ),
    Case(
        series.release_entry,
        "portal_leader",
        _waiting,
        "series.entry.released",
        lambda cast, row, _: (
            row.series.released_at == row.released_at
            and Target.objects.filter(path="/series/haikui/index.html", lane=1).exists()
        ),
        DECIDERS,
        {
            "series.not_waiting": _entry_state("released"),
            "series.closed": _closed,
            "series.own_text": _written_by_releaser,
            "series.facts_first": _update_first,
        },
    ),
    Case(
        series.withdraw_entry,
        "desk_editor",
        _withdrawing,
        "series.entry.withdrawn",
        lambda cast, row, _: row.state == "withdrawn",
        WRITERS,
        {"series.withdrawn": _entry_state("withdrawn")},
    ),
    Case(
        series.close_series,
        "portal_leader",
        _online,
        "series.closed",
        lambda cast, row, _: row.state == "closed" and row.closed_at is not None,
        DECIDERS,
        {"series.closed": _closed},
    ),
    Case(
        notices.begin_notice,
        "portal_leader",
        _alert,
        "series.notice.begun",
        lambda cast, row, _: row.reason.text == "市防指令1号" and _tokens(cast),
        DECIDERS,
        {
            "series.notice_on": _already,
            "series.no_alert": lambda cast, at, _: {"text": " "},
            "series.long_alert": lambda cast, at, _: {"text": "长" * 61},
            "series.no_reason": lambda cast, at, _: {"reason": " "},
            "series.not_online": lambda cast, at, _: {"series_id": 10**9},
        },
    ),
    Case(
        notices.end_notice,
        "portal_leader",
        _begun,
        "series.notice.ended",
        lambda cast, row, _: row.ended_at is not None and _tokens(cast),
        DECIDERS,
        {"series.notice_off": _lifted},
    ),
)
