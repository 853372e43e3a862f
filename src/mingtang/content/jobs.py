"""Background work of articles; each run does a bounded piece."""

from mingtang.content.importing.uploads import read_uploads
from mingtang.foundation.jobs import Job

JOBS = (Job("content.read_uploads", 2.0, read_uploads),)
