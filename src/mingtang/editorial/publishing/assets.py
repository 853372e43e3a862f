"""Pictures and files of articles (附件): where they are online, their bytes, whether they may go out.

They belong to the office's tables of media; publishing copies what a released article uses, and only
the bytes that were reviewed.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from typing import Any
from urllib.parse import quote

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.editorial.themes.shown import AssetView
from mingtang.ground.foundation.decisions import YES, Decision, Reason, Refused, no
from mingtang.ground.foundation.files import FileUse, judge_stored

LARGEST_IN_MEMORY = 1024 * 1024  # bytes
_USES = {"image": FileUse.PICTURE, "document": FileUse.ATTACHMENT}


class OtherBytes(Exception):
    """A file is not what was reviewed; the text says which."""


def asset_path(key: str, row: Any) -> str:
    """Return where an asset is; a picture or file never changes, so nor does its address.

    A picture is `/assets/image/5.jpg`; an attachment has the name under which a reader saves it:
    `/assets/document/7/关于开展检查的通知.pdf`.
    """
    kind, _, number = key.partition(":")
    if kind == "image":
        return f"/assets/{kind}/{int(number)}.{row.kind}"
    return f"/assets/{kind}/{int(number)}/{row.name}"


def mark_of(row: Any) -> str:
    """Return the words that the sizes of a picture carry, empty for none and for a file."""
    return str(getattr(row, "watermark", ""))


def size_sources(pins: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return from what the sizes of pictures are made: the digest, where there is a mark with the mark."""
    wanted = list(pins)
    rows = asset_rows({key for key, _ in wanted})
    return {(key, digest): _size_source(digest, mark_of(rows.get(key))) for key, digest in wanted}


def _size_source(digest: str, mark: str) -> str:
    return hashlib.sha256(f"{digest}\n{mark}".encode()).hexdigest() if mark else digest


def asset_views(keys: Iterable[str]) -> dict[str, AssetView | None]:
    """Return where assets are and what is known of them; None for those that are gone."""
    found: dict[str, AssetView | None] = dict.fromkeys(keys)
    for key, row in asset_rows(found).items():
        path = asset_path(key, row)
        width, height = getattr(row, "width", 0), getattr(row, "height", 0)
        view = AssetView(quote(path), row.title, row.file_size or 0, width, height, path)
        found[key] = replace(view, is_marked=bool(mark_of(row)))
    return found


def asset_bytes(key: str, digest: str) -> bytes | mmap | None:
    """Return the content of an asset, or None when it is gone; a large one is not read into memory.

    :raises OtherBytes: it is not the content that was reviewed.
    :raises OSError: it cannot be read.
    """
    row = asset_rows([key]).get(key)
    if row is None:
        return None
    with row.file.storage.open(row.file.name, "rb") as file:
        # Every byte is read before it is mapped: a disk that fails raises here.
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            text = f"“{row.name}”与审核时的内容不同，没有写入。请上传正确的文件，更正稿件。"
            raise OtherBytes(text)
        if file.size > LARGEST_IN_MEMORY:
            return mmap(file.fileno(), 0, access=ACCESS_READ)
        file.seek(0)
        content: bytes = file.read()
    return content


def may_go_out(keys: Iterable[str], pins: Mapping[str, str]) -> Decision:
    """Answer whether files are still those that were reviewed and still allowed, all reasons at once.

    Reads every byte of them, and asks the virus scanner: never inside a transaction that others
    wait for.
    """
    wanted = list(keys)
    rows = asset_rows(wanted)
    decision = YES
    for key in wanted:
        decision &= _may_go_out(key, rows.get(key), pins.get(key, ""))
    return decision


def _may_go_out(key: str, row: Any, digest: str) -> Decision:
    if row is None or not digest:
        return no("file.gone", "稿件用到的一个图片或附件已不存在，请删去或另选后重新送审。", "body")
    use = _USES[key.partition(":")[0]]
    try:
        with row.file.storage.open(row.file.name, "rb") as file:
            judge_stored(file, row.name, use, digest)
    except FileNotFoundError:
        text = f"{use.label}“{row.name}”的文件找不到了，请重新上传后再次送审。"
        return no("file.gone", text, "body")
    except Refused as refusal:
        reasons = (
            Reason(one.code, f"{use.label}“{row.name}”：{one.text}。", "body")
            for one in refusal.reasons
        )
        return Decision(tuple(reasons))
    return YES


def asset_rows(keys: Iterable[str]) -> dict[str, Any]:
    """Return the rows of pictures and files by their keys (`image:5`); those gone are left out."""
    wanted = list(keys)
    found: dict[str, Any] = {}
    for kind, model in (("image", get_image_model()), ("document", get_document_model())):
        numbers = [int(key.partition(":")[2]) for key in wanted if key.startswith(f"{kind}:")]
        found |= {f"{kind}:{row.pk}": row for row in model.objects.filter(pk__in=numbers)}
    return found
