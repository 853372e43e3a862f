"""Pictures and files of articles (附件): where they lie on line, and their bytes.

They belong to Wagtail's image and document tables; publishing copies what a released article uses.
"""

from collections.abc import Iterable
from pathlib import PurePosixPath

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from mingtang.publishing.shown import AssetView

_SAFE_SUFFIX_LENGTH = 10


def asset_path(key: str, file_name: str) -> str:
    """Return where an asset lies: `/assets/image/5.jpg`. The key never changes, so nor does it."""
    kind, _, number = key.partition(":")
    suffix = PurePosixPath(file_name).suffix.lower()
    if not suffix[1:].isalnum() or len(suffix) > _SAFE_SUFFIX_LENGTH:
        suffix = ".bin"
    return f"/assets/{kind}/{int(number)}{suffix}"


def asset_views(keys: Iterable[str]) -> dict[str, AssetView | None]:
    """Return where assets lie and what is known of them; None for those that are gone."""
    wanted = list(keys)
    found: dict[str, AssetView | None] = dict.fromkeys(wanted)
    pictures = get_image_model().objects.filter(pk__in=_numbers(wanted, "image"))
    rows = pictures.values_list("pk", "file", "title", "file_size", "width", "height")
    for pk, file, title, size, width, height in rows:
        key = f"image:{pk}"
        found[key] = AssetView(asset_path(key, file), title, size or 0, width, height)
    documents = get_document_model().objects.filter(pk__in=_numbers(wanted, "document"))
    for pk, file, title, size in documents.values_list("pk", "file", "title", "file_size"):
        key = f"document:{pk}"
        found[key] = AssetView(asset_path(key, file), title, size or 0)
    return found


def asset_bytes(key: str) -> bytes | None:
    """Return the content of an asset, or None when it is gone."""
    kind, _, number = key.partition(":")
    model = get_image_model() if kind == "image" else get_document_model()
    row = model.objects.filter(pk=int(number)).first()
    if row is None:
        return None
    with row.file.open("rb") as file:
        content: bytes = file.read()
    return content


def _numbers(keys: Iterable[str], kind: str) -> list[int]:
    return [int(key.split(":")[1]) for key in keys if key.startswith(f"{kind}:")]
