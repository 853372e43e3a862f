"""Background work of the public face."""

from datetime import datetime

from mingtang.editorial.pages.actions.incidents import heal_all
from mingtang.editorial.pages.engine.root_files import suspects_beside_sites, write_root_files
from mingtang.editorial.pages.models import PublishedSite
from mingtang.ground.foundation.routines import Routine

_seen: list[tuple[int, int]] = []


def _write_maps(at: datetime) -> int:
    """Write the maps if any site has changed since; a moved column or host always changes its site."""
    global _seen  # noqa: PLW0603 - what this process wrote last
    changes = list(PublishedSite.objects.order_by("pk").values_list("pk", "changes"))
    if changes != _seen:
        heal_all(suspects_beside_sites(), at)  # what was altered is told before it is written again
        write_root_files(at)
        _seen = changes
    return 0


ROUTINES = (Routine("public.maps", 3.0, _write_maps),)
