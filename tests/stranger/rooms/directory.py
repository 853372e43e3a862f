"""The directory of the site of unit A."""

from typing import Any

from mingtang.editorial.directory.models import (
    Institution,
    Leader,
    PublicContact,
    SiteStatement,
)
from tests.stranger.fillers import fill


def _own(world: Any, model: Any, **values: Any) -> Any:
    row = model.objects.create(site=world.cast.edu_site, changed_at=world.at, **values)
    return world.own(row, public=("portrait", "kind"))


fill("directory:", code=lambda world: world.cast.edu_site.code)
fill("directory:statement", kind=lambda world: _own(world, SiteStatement, kind="about").kind)
fill("directory:statement-preview", kind=lambda world: "about")
for name, model, values in (
    ("leader", Leader, {}),
    ("institution", Institution, {"kind": "office"}),
    ("contact", PublicContact, {}),
):
    for route in (name, f"{name}-preview"):
        fill(
            f"directory:{route}",
            pk=lambda world, model=model, values=values: _own(world, model, **values).pk,
        )
