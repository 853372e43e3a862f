"""Files made from what is online: where they are, their bytes, what pages show of them."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage

from mingtang.editorial.pages.shown import AssetView, SourceView
from mingtang.editorial.publishing.assets import OtherBytes
from mingtang.editorial.publishing.models import DerivedSet

_SOURCES = (("avif", "image/avif"), ("webp", "image/webp"))
_FOLDERS = {"image": "image", "article": "paper"}


def derived_path(owner: str, name: str) -> str:
    """Return where a file is: `/assets/image/5/960.avif`, `/assets/paper/12/12.pdf`."""
    kind, _, number = owner.partition(":")
    return f"/assets/{_FOLDERS[kind]}/{int(number)}/{name}"


def derived_paths(owners: Iterable[str]) -> dict[str, str]:
    """Return where the files of owners are, by their keys (`image:5/960.avif`)."""
    rows = DerivedSet.objects.filter(owner__in=sorted(owners)).values_list("owner", "files")
    return {
        f"{owner}/{one['name']}": derived_path(owner, one["name"])
        for owner, files in rows
        for one in files
    }


def derived_bytes(row: DerivedSet, name: str) -> bytes | None:
    """Return the content of one file, or None when the set has none of that name.

    :raises OtherBytes: it is not the content that was made.
    :raises OSError: it cannot be read.
    """
    known = next((one for one in row.files if one["name"] == name), None)
    if known is None:
        return None
    with default_storage.open(known["place"], "rb") as file:
        content: bytes = file.read()
    if hashlib.sha256(content).hexdigest() != known["digest"]:
        raise OtherBytes(f"“{name}”（{row.owner}）与生成时的内容不同，没有写入。")
    return content


def with_sources(key: str, view: AssetView, files: list[dict[str, Any]]) -> AssetView:
    """Return a picture with the sizes that were made of it."""
    fallback = next((one for one in files if one["name"].endswith(".jpg")), None)
    if fallback is None:
        return view
    sources = (
        SourceView(media_type, _srcset(key, [one for one in files if one["name"].endswith(form)]))
        for form, media_type in _SOURCES
    )
    return AssetView(
        view.link,
        view.title,
        view.size,
        view.width,
        view.height,
        view.path,
        tuple(one for one in sources if one.srcset),
        derived_path(key, fallback["name"]),
    )


def _srcset(key: str, files: list[dict[str, Any]]) -> str:
    listed = sorted(files, key=lambda one: int(one["width"]))
    return ", ".join(f"{derived_path(key, one['name'])} {one['width']}w" for one in listed)
