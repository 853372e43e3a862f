"""Sites as published: their facts, frame and domain, on or off, their files that run out."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from mingtang.editorial.pages.engine.waking import Wakes, wake_targets
from mingtang.editorial.pages.enums import TargetLane, TargetState
from mingtang.editorial.pages.kinds.theme import TOKENS_PATH, kinds_of_software
from mingtang.editorial.pages.models import Entry, HostAlias, PublishedSite, SiteLook, Target
from mingtang.editorial.pages.policies import paths
from mingtang.editorial.pages.policies.contacts import SECURITY_PATH, expiry, must_renew
from mingtang.editorial.pages.registry import PageSpec
from mingtang.editorial.pages.rows import Among
from mingtang.editorial.pages.writing import digest_of
from mingtang.editorial.themes import BadTheme, theme

OFF_PATH = "/.off.html"
_THEME = ("theme", "theme_version")
_SETTLED_STATES = [TargetState.WRITTEN.value, TargetState.VERIFIED.value, TargetState.GONE.value]
SETTLED = timedelta(seconds=5)


def wake_site(site_id: int, wakes: Wakes) -> None:
    """Re-make everything of a site, and what other sites show of it."""
    wakes.lock([site_id])
    wakes.whole_sites.add(site_id)
    wakes.subject(f"site:{site_id}")
    wakes.subject("sites:all")


def keep_old_host(site_id: int, old: str, new: str, wakes: Wakes) -> None:
    """Have a domain the site had before lead to the present one."""
    HostAlias.objects.filter(host=new).delete()
    if old and old != new:
        HostAlias.objects.update_or_create(
            host=old, defaults={"site_id": site_id, "created_at": wakes.at}
        )


def switch(site_id: int, wakes: Wakes, *, is_off: bool, notice: str = "") -> bool:
    """Switch a site off or on: one file that the web server looks for; return whether it changed.

    The pages stay as they are and are kept up to date, so that switching on again is at once.
    """
    state = wakes.lock([site_id])[site_id]
    if (state.is_off, state.off_notice) == (is_off, notice[:300]):
        return False
    state.is_off, state.off_notice = is_off, notice[:300]
    state.save(update_fields=["is_off", "off_notice"])
    wakes.page(site_id, "off", PageSpec(OFF_PATH, "", None), TargetLane.OWN)
    return True


def set_theme(site_id: int, name: str, version: str, wakes: Wakes) -> bool:
    """Give a site another theme; everything is made again in bulk. Return whether it changed."""
    state = wakes.lock([site_id])[site_id]
    if (state.theme, state.theme_version) == (name, version):
        return False
    PublishedSite.objects.filter(pk=site_id).update(
        theme=name, theme_version=version, shell_version=F("shell_version") + 1
    )
    wakes.whole_sites.add(site_id)
    return True


def set_traditional(site_id: int, wakes: Wakes, *, is_on: bool) -> bool:
    """Have each page of a site copied in traditional characters, or no longer; tell whether it changed.

    Every page is made again in bulk, and copied or its copy removed as that comes to it.
    """
    state = wakes.lock([site_id])[site_id]
    if state.has_traditional == is_on:
        return False
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first()
    PublishedSite.objects.filter(pk=site_id).update(
        has_traditional=is_on, copied_entry=last or 0, shell_version=F("shell_version") + 1
    )
    wakes.whole_sites.add(site_id)
    return True


def remake_frames(site_ids: Iterable[int], wakes: Wakes) -> bool:
    """Rebuild the frames and all pages of sites in bulk; return whether any site has pages."""
    known = PublishedSite.objects.filter(pk__in=sorted(site_ids))
    found = set(known.values_list("pk", flat=True))
    wakes.lock(found)
    PublishedSite.objects.filter(pk__in=found).update(shell_version=F("shell_version") + 1)
    wakes.whole_sites.update(found)
    return bool(found)


def copy_written(at: datetime, *, limit: int = 500) -> int:
    """Wake the copies of pages that were written since the last call; return how many.

    A line counts once its batch has been done for some seconds, so that none of an earlier batch that
    commits late is passed by.
    """
    done = 0
    rows = PublishedSite.objects.filter(has_traditional=True)
    for site_id, copied in rows.values_list("pk", "copied_entry"):
        if _settled_lines(copied, at).exists():  # without a lock: most calls find nothing
            with transaction.atomic():
                done += _copy_written(site_id, at, limit)
    return done


def _settled_lines(after: int, at: datetime) -> QuerySet[Entry]:
    return Entry.objects.filter(pk__gt=after, batch__done_at__lte=at - SETTLED)


def _copy_written(site_id: int, at: datetime, limit: int) -> int:
    wakes = Wakes(at)
    state = wakes.lock([site_id])[site_id]
    rows = _settled_lines(state.copied_entry, at)
    entries = list(rows.order_by("pk").values_list("pk", "target_id")[:limit])
    if not entries:
        return 0
    PublishedSite.objects.filter(pk=site_id).update(copied_entry=entries[-1][0])
    targets = Target.objects.filter(
        Among("pk", sorted({target for _, target in entries})), site_id=site_id
    )
    woken = 0
    for path, kind in targets.values_list("path", "kind"):
        if paths.may_be_copied(path) and kind != "traditional":
            page = PageSpec(f"{paths.TRADITIONAL_FOLDER}{path}", "", None)
            wakes.page(site_id, "traditional", page, TargetLane.BULK)
            woken += 1
    wakes.flush()
    return woken


def set_look(
    site_id: int,
    tokens: Mapping[str, str],
    pictures: Mapping[str, Mapping[str, Any]],
    wakes: Wakes,
) -> bool:
    """Give a site its colours and pictures; return whether anything changed.

    Colours wake their own small sheet alone; pictures are part of the frame, so all pages follow.
    """
    wakes.lock([site_id])
    look = SiteLook.objects.filter(pk=site_id).first() or SiteLook(site_id=site_id)
    if (look.tokens, look.pictures) == (dict(tokens), dict(pictures)):
        return False
    if look.tokens != tokens:
        wakes.page(site_id, "tokens", PageSpec(TOKENS_PATH, "", None), TargetLane.OWN)
    if look.pictures != pictures:
        wakes.whole_sites.add(site_id)
    look.tokens, look.pictures = dict(tokens), dict(pictures)
    look.version, look.changed_at = look.version + 1, wakes.at
    look.save()
    return True


def wake_outdated_files(at: datetime, *, limit: int = 100) -> int:
    """Wake style sheets and scripts whose content another version of the software made; return how many.

    Nobody changes data when an office installs a newer version, so nothing else would wake them.
    """
    done = 0
    for name, version in PublishedSite.objects.order_by().values_list(*_THEME).distinct():
        try:
            found = theme(name, version)
        except BadTheme:
            continue  # the pages of its sites tell of it
        rows = Target.objects.filter(
            site__published__theme=name,
            site__published__theme_version=version,
            state__in=_SETTLED_STATES,
        )
        for kind, content in kinds_of_software().items():
            made = content(found)
            known = Q(entry__digest=digest_of(made)) if made else ~Q(entry__digest__gt="")
            other = rows.filter(~known, kind=kind)
            keys = list(other.order_by("pk").values_list("pk", flat=True)[: limit - done])
            done += wake_targets(keys, lane=TargetLane.DEPENDENT, at=at) if keys else 0
    return done


def renew_contacts(at: datetime, *, limit: int = 100) -> int:
    """Date the `security.txt` of sites again where it would soon run out; return how many."""
    rows = PublishedSite.objects.order_by("pk").values_list("pk", "contact_until")
    due = [pk for pk, until in rows.iterator(2000) if must_renew(until, at)][:limit]
    for site_id in due:
        with transaction.atomic():
            wakes = Wakes(at)
            wakes.lock([site_id])
            PublishedSite.objects.filter(pk=site_id).update(contact_until=expiry(at))
            wakes.page(site_id, "security", PageSpec(SECURITY_PATH, "", None))
            wakes.flush()
    return len(due)
