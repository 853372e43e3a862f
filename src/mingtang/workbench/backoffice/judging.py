"""Stored pictures and files, judged again by the rules of today."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mingtang.ground.foundation.decisions import Refused
from mingtang.ground.foundation.files import FileUse, judge_stored
from mingtang.workbench.backoffice.models import OfficeFile, Picture

AT_ONCE = 200
USES = {Picture: FileUse.PICTURE, OfficeFile: FileUse.ATTACHMENT}


@dataclass(frozen=True)
class Judged:
    """One picture or file, and why it would not be taken today; no reasons: it is good."""

    label: str
    unit: str
    reasons: tuple[str, ...]


def judge_all() -> Iterator[Judged]:
    """Judge every picture and file, in the order in which they came."""
    for model in (Picture, OfficeFile):
        rows = model._default_manager.select_related("collection").order_by("pk")
        for row in rows.iterator(chunk_size=AT_ONCE):
            label = f"{USES[model].label} {row.pk}《{row.title}》 {row.name}"
            yield Judged(label, row.collection.name, _reasons(row))


def _reasons(row: Any) -> tuple[str, ...]:
    try:
        with row.file.storage.open(row.file.name, "rb") as file:
            judge_stored(file, row.name, USES[type(row)], row.digest)
    except FileNotFoundError:
        return ("文件找不到了，请重新上传",)
    except Refused as refusal:
        return tuple(reason.text for reason in refusal.reasons)
    return ()
