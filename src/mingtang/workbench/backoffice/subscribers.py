"""A unit that is added gets its place for media; who asked for an export hears when it is written."""

from mingtang.ground.foundation import clock
from mingtang.ground.foundation.files import FileKind
from mingtang.institution.notices.actions import Telling, tell_people
from mingtang.institution.notices.kinds import NoticeKind
from mingtang.institution.organization.models import Unit
from mingtang.spine.events.subscribers import SealedEvent, subscribe
from mingtang.workbench.backoffice.actions.exports import DAYS
from mingtang.workbench.backoffice.actions.films import enqueue_conversion
from mingtang.workbench.backoffice.actions.media import ensure_unit_collection
from mingtang.workbench.backoffice.models import Export, OfficeFile

UNIT_EVENTS = ("organization.unit.added", "organization.unit.renamed")
EXPORTED = NoticeKind("desk.exported", "导出完成或失败")


def follow_unit(event: SealedEvent) -> None:
    """Make the collection of a unit, or let its name follow the unit's; a repeat changes nothing."""
    unit = Unit.objects.filter(code=event.subject.removeprefix("unit:")).first()
    if unit is not None:  # a test may have thrown it away
        ensure_unit_collection(unit)


def tell_of_export(event: SealedEvent) -> None:
    """Tell the person that the file can be taken, or that it could not be written.

    The file goes nowhere outside the office by itself.
    """
    found = Export.objects.filter(pk=event.subject.removeprefix("export:")).first()
    if found is None:
        return
    if event.code == "desk.export.finished":
        sentence = f"您导出的列表已经写好，共 {found.rows} 行，请在 {DAYS.days} 天内下载。"
    else:
        sentence = "您导出的列表没有写成。请到“我的导出”重新导出；再次失败的，请联系平台管理员。"
    telling = Telling(
        kind=EXPORTED,
        sentence=sentence,
        key=f"event:{event.position}",
        subject=event.subject,
    )
    tell_people(people=[found.person_id], at=clock.now(), telling=telling)


def convert_new_film(event: SealedEvent) -> None:
    """Enqueue that a film which browsers do not play is made MP4, whichever way it came in."""
    if event.payload["kind"] != FileKind.WMV.value or not event.actor.startswith("person:"):
        return
    file_id = int(event.subject.partition(":")[2])
    if OfficeFile.objects.filter(pk=file_id, as_mp4=None).exists():
        enqueue_conversion(file_id=file_id, asked_by=event.actor, at=event.recorded_at)


def connect() -> None:
    """Subscribe; called once when the platform starts."""
    subscribe("desk.films", codes=["desk.media.added"], handler=convert_new_film)
    subscribe("desk.media", codes=UNIT_EVENTS, handler=follow_unit)
    subscribe(
        "desk.exports", codes=["desk.export.finished", "desk.export.failed"], handler=tell_of_export
    )
