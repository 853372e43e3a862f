"""Pictures and files of unit A."""

from typing import Any

from mingtang.workbench.backoffice.actions.media import change_media
from tests.factories import media
from tests.ground.foundation.files.samples import SAMPLES
from tests.stranger.fillers import fill
from tests.stranger.world import World


def picture(world: World) -> Any:
    """A picture in the collection of unit A."""
    found = media.picture(
        world.cast.edu,
        actor=world.owner,
        at=world.at,
        name=f"{world.token('file name of a picture')}.png",
    )
    found.description, found.source = "说明", "来源"
    change_media(actor=world.owner, at=world.at, media=found)
    return world.own(found)


def document(world: World) -> Any:
    """A file in the collection of unit A, a token in it and in its name."""
    return world.own(
        media.office_file(
            world.cast.edu,
            actor=world.owner,
            at=world.at,
            content=world.token("content of a file").encode(),
            name=f"{world.token('name of a file')}.txt",
        )
    )


def picture_id(world: World) -> int:
    """A picture's number."""
    return picture(world).pk


def document_id(world: World) -> int:
    """A file's number."""
    return document(world).pk


def _picture_file(world: World) -> str:
    return picture(world).get_rendition("max-20x20").file.name


fill(
    "wagtailimages:",
    image_id=picture_id,
    filter_spec=lambda _world: "max-20x20",
)
fill("wagtailimages_chooser:", image_id=picture_id, pk=picture_id)
fill(
    "wagtaildocs:",
    document_id=document_id,
    doc_id=document_id,
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
for _verb in ("-focus", "-crop"):
    fill(f"media:picture{_verb}", pk=picture_id)
for _verb in ("", "-edit", "-replace", "-delete"):
    fill(f"media:picture{_verb}", pk=picture_id)
    fill(f"media:file{_verb}", pk=document_id)


def _film(world: World) -> int:
    """A film of unit A that waits to be converted."""
    return world.own(
        media.office_file(
            world.cast.edu, actor=world.owner, at=world.at, content=SAMPLES["wmv"], name="会议.wmv"
        )
    ).pk


fill("media:file-convert", pk=_film)
