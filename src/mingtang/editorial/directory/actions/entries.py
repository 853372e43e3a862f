"""Save a leader, an institution, a contact: what is said, whether readers see it, where in the list."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from mingtang.editorial.directory.actions.saving import (
    Saving,
    begin,
    entry_of,
    may_save,
    store,
)
from mingtang.editorial.directory.documents import (
    CONTACT_LIST,
    CONTACTS,
    HOST_PAGES,
    INSTITUTION_LIST,
    INSTITUTIONS,
    LEADER_LIST,
    LEADERS,
    host_pages,
)
from mingtang.editorial.directory.models import (
    DirectoryRow,
    Institution,
    Leader,
    PublicContact,
)
from mingtang.editorial.directory.policies import addresses
from mingtang.editorial.directory.policies.entries import (
    ContactFacts,
    InstitutionFacts,
    LeaderFacts,
    check_contact,
    check_institution,
    check_leader,
)
from mingtang.editorial.publishing.engine.asset_use import sync_site_assets
from mingtang.editorial.publishing.engine.choosing import media_rows
from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.institution.organization.models import Person
from mingtang.spine.events.policies import JSON
from mingtang.spine.search.actions import refresh_documents
from mingtang.spine.search.registry import SearchKind


def save_leader(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    facts: LeaderFacts,
    portrait: int | None = None,
    leader_id: int | None = None,
    version: int | None = None,
) -> Leader:
    """Add a leader, or change one; `portrait` is the id of a picture. Online in seconds.

    :raises Refused: no right to edit the directory, something is missing, a picture of others, or
        someone else changed the leader since.
    :raises NotVisible: no such site or leader.
    """
    with transaction.atomic():
        saving = begin(actor, at, site_id)
        row = entry_of(Leader, saving, leader_id)
        key = f"image:{portrait}" if portrait else ""
        chosen = media_rows([key], (actor, at)) if key and key != row.portrait else {}
        decision = may_save(saving, row, version)
        decision &= check_leader(facts, has_portrait=bool(key)) & _is_usable(key, row, chosen)
        decision.require()
        changed = store(saving, row, {**asdict(facts), "portrait": key})
        if changed:
            _sync_portrait(saving, row)
            saving.wakes.subject(f"leaders:{saving.site.pk}")
            _index(saving, LEADERS, row, LEADER_LIST)
            saving.wake_page("leader", addresses.leader_path(row.pk), str(row.pk))
            saving.wake_page("leaders", addresses.LEADERS)
            _finish(saving, "directory.leader.saved", row, row.subject, changed)
    return row


def _is_usable(key: str, row: Leader, chosen: dict[str, Any]) -> Decision:
    if not key or key == row.portrait or key in chosen:
        return YES
    text = "选的照片您不能使用，请从本单位素材库中另选。"
    return no("directory.foreign_picture", text, "portrait")


def _sync_portrait(saving: Saving, row: Leader) -> None:
    """Put the portrait online while the leader is shown."""
    shown = row.portrait if row.is_shown else ""
    pins = {key: found.digest for key, found in media_rows([shown] if shown else []).items()}
    sync_site_assets(saving.site.pk, row.subject, pins, saving.wakes)


def save_institution(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    facts: InstitutionFacts,
    institution_id: int | None = None,
    version: int | None = None,
) -> Institution:
    """Add an institution, or change one; online in seconds.

    :raises Refused: no right to edit the directory, something is missing, a private telephone, or
        someone else changed the institution since.
    :raises NotVisible: no such site or institution.
    """
    with transaction.atomic():
        saving = begin(actor, at, site_id)
        row = entry_of(Institution, saving, institution_id)
        (may_save(saving, row, version) & check_institution(facts)).require()
        changed = store(saving, row, asdict(facts))
        if changed:
            saving.wakes.subject(f"institutions:{saving.site.pk}")
            _index(saving, INSTITUTIONS, row, INSTITUTION_LIST)
            posts = PublicContact.objects.filter(institution=row).values_list("pk", flat=True)
            refresh_documents(CONTACTS, list(posts), at=at)
            saving.wake_page("institution", addresses.institution_path(row.pk), str(row.pk))
            saving.wake_page("institutions", addresses.INSTITUTIONS)
            _finish(saving, "directory.institution.saved", row, row.subject, changed)
    return row


def save_contact(
    *,
    actor: Person,
    at: datetime,
    site_id: int,
    facts: ContactFacts,
    institution_id: int | None = None,
    contact_id: int | None = None,
    version: int | None = None,
) -> PublicContact:
    """Add a public post to the contact book, or change one; online in seconds.

    :raises Refused: no right to edit the directory, something is missing, a private telephone, an
        institution of another site, or someone else changed the contact since.
    :raises NotVisible: no such site or contact.
    """
    with transaction.atomic():
        saving = begin(actor, at, site_id)
        row = entry_of(PublicContact, saving, contact_id)
        decision = may_save(saving, row, version) & check_contact(facts)
        (decision & _is_of_site(saving, institution_id)).require()
        changed = store(saving, row, {**asdict(facts), "institution_id": institution_id})
        if changed:
            saving.wakes.subject(f"contacts:{saving.site.pk}")
            _index(saving, CONTACTS, row, CONTACT_LIST)
            saving.wake_page("contact_book", addresses.CONTACT_BOOK)
            _finish(saving, "directory.contact.saved", row, row.subject, changed)
    return row


def _is_of_site(saving: Saving, institution_id: int | None) -> Decision:
    if institution_id is None:
        return YES
    if Institution.objects.filter(site=saving.site, pk=institution_id).exists():
        return YES
    text = "所属机构不在这个网站的机构名单中，请重新选择。"
    return no("directory.foreign_institution", text, "institution")


def _index(saving: Saving, kind: SearchKind, row: DirectoryRow, listed: int) -> None:
    """Index an entry and its list, so that what was just taken off the site is not found."""
    refresh_documents(kind, [row.pk], at=saving.at)
    refresh_documents(HOST_PAGES, host_pages(saving.site.pk, listed), at=saving.at)


def _finish(saving: Saving, code: str, row: DirectoryRow, subject: str, changed: list[str]) -> None:
    payload: dict[str, JSON] = {
        "fields": sorted(changed),
        "is_first": row.version == 1,
        "is_shown": row.is_shown,
    }
    saving.finish(code, subject, payload)
