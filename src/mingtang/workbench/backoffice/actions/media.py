"""Every unit has its own place for pictures and files; what comes in there, changes, goes out."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Collection

from mingtang.ground.foundation.decisions import YES, Decision, no
from mingtang.ground.foundation.files import AdmittedFile, FileUse
from mingtang.ground.foundation.text import has_words
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.queries import is_recorded_within_hour
from mingtang.workbench.backoffice.media_uses import media_key, media_uses
from mingtang.workbench.backoffice.models import OfficeFile, Picture, UnitCollection

Media = TypeVar("Media", Picture, OfficeFile)
CHANGEABLE = ("title", "description", "source", "watermark", "collection", "is_shared")
NAMED = 10  # places that a refusal names
_FOCUS = tuple(f"focal_point_{end}" for end in ("x", "y", "width", "height"))


def add_media(*, actor: Person, at: datetime, media: Media, admitted: AdmittedFile) -> Media:
    """Store a picture or file that came through the door, in the collection that it names.

    :raises Refused: no right to write for the unit of the collection.
    """
    judged = admitted.judged
    with transaction.atomic():
        unit = _unit_of(media)
        authority.may(actor, "content.write", unit=unit.code, at=at).require()
        media.kind, media.name, media.digest = judged.kind.value, judged.name, judged.digest
        media.file_size, media.uploaded_by_user = judged.size, actor
        if isinstance(media, Picture) and not media.watermark:
            media.watermark = unit.media_collection.watermark
        media.file = File(admitted.content, name=judged.name)
        media.save()
        record_event(
            code="desk.media.added",
            subject=subject_of(media),
            actor=actor.person_key,
            at=at,
            unit=unit.code,
            payload={"kind": media.kind, "size": judged.size, "digest": judged.digest},
        )
    return media


def change_media(*, actor: Person, at: datetime, media: Picture | OfficeFile) -> None:
    """Save other words about a picture or file, another focus or another unit; never other bytes.

    :raises Refused: no right in the unit that has it, or none in the unit that is to get it; a picture
        without a source is to be shared.
    :raises PastTheDoor: it has got another file.
    """
    with transaction.atomic():
        known = type(media)._default_manager.select_for_update().get(pk=media.pk)
        fields = [name for name in (*CHANGEABLE, *_FOCUS) if hasattr(media, name)]
        changed = [name for name in fields if getattr(known, name) != getattr(media, name)]
        unit = _unit_of(known)
        decision = _may_change(actor, unit, at)
        if "collection" in changed:
            decision &= authority.may(actor, "content.write", unit=_unit_of(media).code, at=at)
        decision &= may_share(media)
        decision.require()
        media.save()
        if not changed:
            return
        record_event(
            code="desk.media.changed",
            subject=subject_of(media),
            actor=actor.person_key,
            at=at,
            unit=unit.code,
            payload={"changed": sorted(changed)},
        )


def set_watermark(*, actor: Person, at: datetime, unit: Unit, words: str) -> None:
    """Set the mark that new pictures of a unit get; empty for none. Pictures that are there retain theirs.

    :raises Refused: no right to write or edit for the unit.
    """
    with transaction.atomic():
        _may_change(actor, unit, at).require()
        ensure_unit_collection(unit)
        known = UnitCollection.objects.select_for_update().get(unit=unit)
        known.watermark = words
        known.save(update_fields=["watermark"])
        record_event(
            code="desk.media.watermark_set",
            subject=f"unit:{unit.code}",
            actor=actor.person_key,
            at=at,
            unit=unit.code,
            payload={"is_set": bool(words)},
        )


def delete_media(*, actor: Person, at: datetime, media: Picture | OfficeFile) -> None:
    """Delete a picture or file that nothing shows, with its smaller copies; its bytes follow after commit.

    :raises Refused: no right in the unit that has it, or something still shows it: each place is named.
    """
    with transaction.atomic():
        known = type(media)._default_manager.select_for_update().get(pk=media.pk)
        unit = _unit_of(known)
        (_may_change(actor, unit, at) & is_unused(known, actor, at)).require()
        subject = subject_of(known)
        known.delete()
        record_event(
            code="desk.media.deleted",
            subject=subject,
            actor=actor.person_key,
            at=at,
            unit=unit.code,
            payload={"kind": known.kind, "size": known.file_size or 0, "digest": known.digest},
        )


def note_refused_upload(*, actor: Person, at: datetime, use: FileUse, codes: Iterable[str]) -> None:
    """Record that someone offered a file that may not come in."""
    with transaction.atomic():
        record_event(
            code="desk.media.refused",
            subject=actor.person_key,
            actor=actor.person_key,
            at=at,
            unit=actor.unit.code,
            payload={"use": use.value, "codes": sorted(set(codes))},
        )


def note_download(*, actor: Person, at: datetime, media: Picture | OfficeFile) -> None:
    """Record that a person took a file, or the original of a picture, out of the office.

    Each download of a file counts; a picture, which pages show as well, counts once an hour.
    """
    code, subject = "desk.media.downloaded", subject_of(media)
    with transaction.atomic():
        if isinstance(media, Picture) and is_recorded_within_hour(
            code=code, subject=subject, actor=actor.person_key, at=at
        ):
            return
        record_event(
            code=code,
            subject=subject,
            actor=actor.person_key,
            at=at,
            unit=_units_of(media).values_list("code", flat=True).first() or "",
            payload={"digest": media.digest},
        )


def may_share(media: Picture | OfficeFile) -> Decision:
    """Answer whether other units may use it: a picture is not taken over without its source."""
    if not media.is_shared or not isinstance(media, Picture) or has_words(media.source):
        return YES
    return no(
        "desk.no_source", "共享图片前请填写图片来源（作者），供其他单位使用时注明。", "source"
    )


def is_unused(media: Picture | OfficeFile, actor: Person, at: datetime) -> Decision:
    """Answer whether nothing shows a picture or file; the reason names the places that the actor sees."""
    uses = media_uses(media_key(media), actor, at)
    if not uses.count:
        return YES
    named = "、".join(f"“{one.label}”" for one in uses.shown[:NAMED])
    others = uses.count - min(len(uses.shown), NAMED)
    rest = f"{'等，另有' if named else '有'} {others} 处" if others else ""
    text = f"正在使用，不能删除：{named}{rest}。请先从这些地方删去或替换，再来删除。"
    return no("desk.media_in_use", text)


def subject_of(media: Picture | OfficeFile) -> str:
    """Return the opaque key under which events speak of a picture or file."""
    return f"{'picture' if isinstance(media, Picture) else 'file'}:{media.pk}"


def may_change_media(actor: Person, media: Picture | OfficeFile, at: datetime) -> Decision:
    """Answer whether a person writes or edits for the unit that has a picture or file."""
    return _may_change(actor, _unit_of(media), at)


def _may_change(actor: Person, unit: Unit, at: datetime) -> Decision:
    if authority.may(actor, "content.write", unit=unit.code, at=at):
        return YES
    return authority.may(actor, "content.edit", unit=unit.code, at=at)


def _unit_of(media: Picture | OfficeFile) -> Unit:
    return _units_of(media).get()


def _units_of(media: Picture | OfficeFile) -> QuerySet[Unit]:
    return Unit.objects.filter(media_collection__collection_id=media.collection_id or 0)


def ensure_unit_collection(unit: Unit) -> Collection:
    """Return the collection of a unit, made if it is not there yet; its name follows the unit's."""
    with transaction.atomic():
        known = UnitCollection.objects.select_related("collection").filter(unit=unit).first()
        if known is None:
            return _make(unit)
        if known.collection.name != unit.name:
            known.collection.name = unit.name
            known.collection.save(update_fields=["name"])
        return known.collection


def _make(unit: Unit) -> Collection:
    """Hang a new collection below the root; the root's row is locked, so that paths stay unique."""
    root = Collection.get_first_root_node()
    if root is None:
        root = Collection.add_root(name="全部素材")
    root = Collection.objects.select_for_update().get(pk=root.pk)
    collection: Collection = root.add_child(name=unit.name)
    UnitCollection.objects.create(unit=unit, collection=collection)
    return collection
