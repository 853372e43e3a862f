"""Background work of the public face."""

from datetime import datetime

from mingtang.foundation.jobs import Job
from mingtang.public.writing import write_maps


def _write_maps(at: datetime) -> int:
    write_maps()
    return 0


JOBS = (Job("public.maps", 3.0, _write_maps),)
