"""Published sites: switched off and on, made again, rolled back, checked."""

from datetime import timedelta
from typing import Any

from mingtang.editorial.operating.actions import history, incidents, scripts
from mingtang.editorial.pages.models import Batch, Entry, Incident, PublishedSite, Run, Target
from mingtang.editorial.publishing.actions import sites
from mingtang.editorial.publishing.models import ScriptException
from mingtang.editorial.sites.models import GovSite
from tests.actions.spec import Case

MINUTE = timedelta(minutes=1)
OTHERS = ("officer", "leader", "stranger", "desk_editor", "site_editor", "auditor")


def _site(cast: Any, at: Any) -> dict[str, Any]:
    return {"site_id": cast.portal.pk}


def _row(at: Any) -> ScriptException:
    return ScriptException.objects.create(simplified="面粉", traditional="麵粉", changed_at=at)


def _word(cast: Any, at: Any, _: Any) -> None:
    _row(at)


def _off(cast: Any, at: Any) -> dict[str, Any]:
    sites.switch_site_off(actor=cast.operator, at=at, **_site(cast, at), notice="系统维护")
    return _site(cast, at)


def _batch(cast: Any, at: Any, state: str = "written") -> Batch:
    """Return a batch that wrote the first version of one page of the portal."""
    target = Target.objects.create(
        site=cast.portal, path="/news/index.html", kind="column", key=str(cast.news.pk),
        column=cast.news, state=state, woken_at=at,
    )  # fmt: skip
    batch = Batch.objects.create(
        key="first", kind="own", state="done", started_at=at, done_at=at, pages=1
    )
    target.entry = Entry.objects.create(batch=batch, target=target, digest="1" * 64, pack=batch)
    target.save(update_fields=["entry"])
    return batch


def _page(state: str) -> Any:
    def given(cast: Any, at: Any) -> dict[str, Any]:
        _batch(cast, at, state)
        return _site(cast, at)

    return given


def _earlier(cast: Any, at: Any) -> dict[str, Any]:
    _batch(cast, at)
    return {**_site(cast, at), "moment": at - MINUTE, "reason": "误发"}


def _untouched(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Target.objects.update(entry=None)


def _gone_already(cast: Any, at: Any, given: dict[str, Any]) -> None:
    """Clear away what the batch wrote, as reclaiming does with old versions."""
    Entry.objects.update(previous_id=10**9)


def _incident(cast: Any, at: Any) -> Incident:
    return Incident.objects.create(
        site=cast.portal, path="/news/index.html", kind="altered", found_at=at
    )


def _suspended(cast: Any, at: Any, given: dict[str, Any]) -> None:
    GovSite.objects.filter(pk=cast.portal.pk).update(state="suspended")


def _rolled_back(cast: Any, done: Any, given: dict[str, Any]) -> bool:
    """Tell whether the manifest stands and the page is taken from whatever else would write it."""
    row = Batch.objects.get(kind="rollback", pk=done.batch_id)
    target = Target.objects.get()
    return (target.state, target.claim, str(row.reason)) == ("running", row.claim, "误发")


CASES = (
    Case(
        sites.switch_site_off, "operator",
        lambda cast, at: {**_site(cast, at), "notice": "系统维护"},
        "publishing.site.switched_off",
        lambda cast, site, _: PublishedSite.objects.get(site=site, is_off=True).off_notice
        == "系统维护"
        and Target.objects.filter(site=site, path="/.off.html", lane=1).exists(),
        OTHERS,
        {"publishing.notice_missing": lambda cast, at, _: {"notice": "\u200b"}},
    ),
    Case(
        sites.switch_site_on, "operator", _off, "publishing.site.switched_on",
        lambda cast, site, _: not PublishedSite.objects.get(site=site).is_off,
        OTHERS,
        {"publishing.site_not_open": _suspended},
    ),
    Case(
        sites.change_theme, "operator",
        lambda cast, at: {**_site(cast, at), "name": "official"},
        "publishing.site.theme_changed",
        lambda cast, site, _: PublishedSite.objects.get(site=site).theme == "official"
        and Run.objects.filter(site=site, state="running").exists(),
        OTHERS,
        {"publishing.no_theme": lambda cast, at, _: {"name": "none"}},
    ),
    Case(
        sites.change_scripts, "operator",
        lambda cast, at: {**_site(cast, at), "has_traditional": True},
        "publishing.site.scripts_changed",
        lambda cast, site, _: PublishedSite.objects.get(site=site).has_traditional
        and Run.objects.filter(site=site, state="running").exists(),
        OTHERS,
        stateless="the pages of any site may be copied",
    ),
    Case(
        scripts.add_script_exception, "operator",
        lambda cast, at: {"simplified": "面粉", "traditional": "麵粉"},
        "publishing.script.exception_added",
        lambda cast, row, _: ScriptException.objects.get(simplified="面粉", traditional="麵粉") == row,
        OTHERS,
        {
            "publishing.word_known": _word,
            "publishing.not_a_word": lambda cast, at, _: {"traditional": "<b>"},
        },
        whole_platform=True,
    ),
    Case(
        scripts.delete_script_exception, "operator",
        lambda cast, at: {"exception_id": _row(at).pk},
        "publishing.script.exception_deleted",
        lambda cast, _, __: not ScriptException.objects.exists(),
        OTHERS,
        stateless="a word may be left to the general tables at any time",
        whole_platform=True,
    ),
    Case(
        sites.rebuild_site, "operator", _site, "publishing.run.started",
        lambda cast, run, _: Run.objects.get(pk=run.pk, kind="full", state="running").site
        == cast.portal,
        OTHERS,
        stateless="pages may be made again at any time",
    ),
    Case(
        history.roll_back_batch, "operator",
        lambda cast, at: {"batch_id": _batch(cast, at).pk, "reason": "误发"},
        "publishing.batch.rolled_back", _rolled_back,
        OTHERS,
        {
            "publishing.reason_missing": lambda cast, at, _: {"reason": " "},
            "publishing.nothing_to_roll_back": _gone_already,
        },
    ),
    Case(
        history.roll_back_site, "operator", _earlier, "publishing.batch.rolled_back", _rolled_back,
        OTHERS,
        {
            "publishing.reason_missing": lambda cast, at, _: {"reason": " "},
            "publishing.moment_ahead": lambda cast, at, _: {"moment": at + MINUTE},
            "publishing.nothing_to_roll_back": _untouched,
        },
    ),
    Case(
        history.release_held, "operator", _page("held"), "publishing.targets.released",
        lambda cast, count, _: count == 1 and Target.objects.get().state == "waiting",
        OTHERS,
        stateless="pages that are not held are left as they are",
    ),
    Case(
        history.retry_failed, "desk_editor", _page("failed"), "publishing.targets.retried",
        lambda cast, count, _: count == 1 and Target.objects.get().state == "waiting",
        ("officer", "leader", "stranger", "site_editor", "auditor"),
        stateless="pages that have not failed are left as they are",
    ),
    Case(
        incidents.verify_site, "operator", _site, "publishing.run.started",
        lambda cast, run, _: Run.objects.get(kind="verify", state="running").site == cast.portal,
        OTHERS,
        stateless="a check that is under way is not begun again",
    ),
    Case(
        incidents.see_incidents, "operator",
        lambda cast, at: {**_site(cast, at), "up_to": _incident(cast, at).pk},
        "publishing.tampering.seen",
        lambda cast, count, _: count == 1 and Incident.objects.get().seen_by == cast.operator,
        OTHERS,
        stateless="what someone has taken note of is left as it is",
    ),
    Case(
        incidents.see_incident, "operator",
        lambda cast, at: {"incident_id": _incident(cast, at).pk},
        "publishing.tampering.seen",
        lambda cast, count, _: count == 1 and Incident.objects.get().seen_by == cast.operator,
        OTHERS,
        stateless="what someone has taken note of is left as it is",
    ),
)  # fmt: skip
