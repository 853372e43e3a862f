"""Pictures and files of unit A."""

from io import BytesIO
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from PIL import Image as Pixels
from wagtail.models import UploadedFile

from mingtang.desk.media import ensure_unit_collection
from mingtang.desk.models import OfficeFile, Picture
from tests.stranger.fillers import fill
from tests.stranger.world import World


def png() -> bytes:
    """A small picture."""
    target = BytesIO()
    Pixels.new("RGB", (40, 30), "navy").save(target, "PNG")
    return target.getvalue()


def picture(world: World) -> Any:
    """A picture in the collection of unit A."""
    return world.own(
        Picture.objects.create(
            title="图片",
            description="说明",
            source="来源",
            file=ContentFile(png(), f"{world.token('file name of a picture')}.png"),
            collection=ensure_unit_collection(world.cast.edu),
            uploaded_by_user=world.owner,
        )
    )


def document(world: World) -> Any:
    """A file in the collection of unit A, a token in it and in its name."""
    return world.own(
        OfficeFile.objects.create(
            title="文件",
            file=ContentFile(
                world.token("content of a file").encode(), f"{world.token('name of a file')}.txt"
            ),
            collection=ensure_unit_collection(world.cast.edu),
            uploaded_by_user=world.owner,
        )
    )


def picture_id(world: World) -> int:
    """A picture's number."""
    return picture(world).pk


def document_id(world: World) -> int:
    """A file's number."""
    return document(world).pk


def _upload(world: World, model: Any) -> int:
    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(model),
        file=ContentFile(png(), f"{world.token('name of an upload')}.png"),
        uploaded_by_user=world.owner,
    )
    return world.watch(upload).pk


def _picture_file(world: World) -> str:
    return picture(world).get_rendition("max-20x20").file.name


fill(
    "wagtailimages:",
    image_id=picture_id,
    filter_spec=lambda _world: "max-20x20",
    uploaded_file_id=lambda world: _upload(world, Picture),
)
fill("wagtailimages_chooser:", image_id=picture_id, pk=picture_id)
fill(
    "wagtaildocs:",
    document_id=document_id,
    doc_id=document_id,
    uploaded_file_id=lambda world: _upload(world, OfficeFile),
)
fill("wagtaildocs_chooser:", pk=document_id)
fill("picture-file", name=_picture_file)
_served: dict[int, Any] = {}


def _served_document(world: World) -> Any:
    if id(world) not in _served:
        _served.clear()
        _served[id(world)] = document(world)
    return _served[id(world)]


fill(
    "wagtaildocs_serve",
    document_id=lambda world: _served_document(world).pk,
    name=lambda world: _served_document(world).filename,
)
