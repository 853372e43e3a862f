"""Background work of the public face."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from mingtang.foundation.jobs import Job
from mingtang.public.maps import FOLDER
from mingtang.public.writing import write_maps
from mingtang.publishing.models import SiteState

_seen: list[tuple[int, int]] = []


def _write_maps(at: datetime) -> int:
    """Write the maps if any site has changed since; a moved column or host always changes its site."""
    global _seen  # noqa: PLW0603 - what this process wrote last
    changes = list(SiteState.objects.order_by("pk").values_list("pk", "changes"))
    if changes != _seen or not (Path(settings.PUBLISH_ROOT) / FOLDER).is_dir():
        write_maps()
        _seen = changes
    return 0


JOBS = (Job("public.maps", 3.0, _write_maps),)
