"""Looks of sites and pages of blocks: begun, saved, sent, withdrawn, released, taken offline."""

from typing import Any

from mingtang.editorial.layouts.actions import layouts, looks, topics
from mingtang.editorial.layouts.enums import TopicState
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.pages.models import PublishedSite, SiteLook, Target
from tests.actions.spec import Case

OTHERS = ("officer", "leader", "stranger", "auditor")
TEXT = {"type": "text", "width": 12, "title": "", "value": "一段话"}


def _look(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "tokens": {"main": "#17436b"}, "pictures": {"emblem": None}}


def _too_bright(cast: Any, at: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return a colour that the theme of the site writes white on; the plain theme has no colours."""
    PublishedSite.objects.update_or_create(pk=cast.portal.pk, defaults={"theme": "official"})
    return {"tokens": {"main": "#ffff00"}}


def _new(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk, "kind": "topic", "title": "春耕", "code": "spring"}


def _begun(cast: Any, at: Any) -> dict[str, Any]:
    row = layouts.create_layout(actor=cast.desk_editor, at=at, body=[TEXT], **_new(cast, at))
    return {"layout_id": row.pk}


def _with_body(cast: Any, at: Any) -> dict[str, Any]:
    return {**_begun(cast, at), "body": [TEXT, TEXT]}


def _sent(cast: Any, at: Any) -> dict[str, Any]:
    given = _begun(cast, at)
    layouts.send_layout(actor=cast.desk_editor, at=at, **given)
    return {**given, "reason": "再改"}


def _passed(cast: Any, at: Any) -> dict[str, Any]:
    given = _begun(cast, at)
    SiteLayout.objects.update(state="passed")
    return given


def _online(cast: Any, at: Any) -> dict[str, Any]:
    given = _passed(cast, at)
    layouts.release_layout(actor=cast.desk_editor, at=at, **given)
    return given


def _state(name: str) -> Any:
    def change(cast: Any, at: Any, given: dict[str, Any]) -> None:
        SiteLayout.objects.update(state=name)

    return change


def _there(cast: Any, at: Any, given: dict[str, Any]) -> None:
    layouts.create_layout(actor=cast.desk_editor, at=at, **_new(cast, at))


def _gone(cast: Any, at: Any, given: dict[str, Any]) -> None:
    SiteLayout.objects.update(live=None)


def _closing(cast: Any, at: Any) -> dict[str, Any]:
    return {**_online(cast, at), "topic_state": TopicState.CLOSED}


def _is_home(cast: Any, at: Any, given: dict[str, Any]) -> None:
    SiteLayout.objects.update(kind="home")


CASES = (
    Case(
        looks.change_look, "desk_editor", _look, "publishing.site.look_changed",
        lambda cast, look, _: SiteLook.objects.get().tokens == {"main": "#17436b"}
        and Target.objects.filter(site=cast.portal, path="/tokens.css", lane=1).exists(),
        OTHERS,
        {
            "pages.low_contrast": _too_bright,
            "pages.bad_token": lambda cast, at, _: {"tokens": {"link": "red"}},
            "pages.unknown_token": lambda cast, at, _: {"tokens": {"x": "1"}},
            "publishing.foreign_picture": lambda cast, at, _: {"pictures": {"icon": 10**9}},
            "publishing.look_changed_since": lambda cast, at, _: {"version": 7},
        },
    ),
    Case(
        layouts.create_layout, "desk_editor", _new, "publishing.layout.begun",
        lambda cast, row, _: SiteLayout.objects.get().revision.number == 1 and row.live is None,
        OTHERS,
        {
            "publishing.layout_exists": _there,
            "publishing.bad_code": lambda cast, at, _: {"code": "春"},
            "publishing.no_title": lambda cast, at, _: {"title": " "},
        },
    ),
    Case(
        layouts.save_layout, "desk_editor", _with_body, "publishing.layout.saved",
        lambda cast, row, _: len(SiteLayout.objects.get().revision.body) == 2 and row.version == 2,
        OTHERS,
        {
            "publishing.layout_in_review": _state("in_review"),
            "publishing.layout_changed_since": lambda cast, at, _: {"version": 9},
            "publishing.bad_block": lambda cast, at, _: {"body": [{**TEXT, "width": 5}]},
        },
    ),
    Case(
        layouts.send_layout, "desk_editor", _begun, "publishing.layout.sent",
        lambda cast, found, _: SiteLayout.objects.get().state == "in_review" and found.steps.exists(),
        OTHERS,
        {"publishing.layout_not_draft": _state("passed")},
    ),
    Case(
        layouts.withdraw_layout, "desk_editor", _sent, "publishing.layout.withdrawn",
        lambda cast, found, _: SiteLayout.objects.get().state == "draft",
        OTHERS,
        {"publishing.no_open_round": _state("draft")},
    ),
    Case(
        layouts.release_layout, "desk_editor", _passed, "publishing.layout.released",
        lambda cast, row, _: SiteLayout.objects.get().live_id == row.revision_id
        and Target.objects.filter(path="/topics/spring/index.html", lane=1).exists(),
        OTHERS,
        {"publishing.layout_not_passed": _state("draft")},
    ),
    Case(
        layouts.take_layout_off, "desk_editor", _online, "publishing.layout.taken_off",
        lambda cast, row, _: SiteLayout.objects.get().live_id is None,
        OTHERS,
        {"publishing.layout_not_live": _gone},
    ),
    Case(
        topics.set_topic_state, "desk_editor", _closing, "publishing.topic.stated",
        lambda cast, row, _: SiteLayout.objects.get().topic_mark == "已结束"
        and Target.objects.filter(path="/topics/spring/index.html", lane=1).exists(),
        OTHERS,
        {
            "publishing.layout_not_live": _gone,
            "publishing.topic_same": lambda cast, at, _: {"topic_state": TopicState.OPEN},
            "publishing.no_topic": _is_home,
        },
    ),
)  # fmt: skip
