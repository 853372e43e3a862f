"""The interface of the public face: open reads alone."""

from mingtang.api.mounting import make_api, mounted
from mingtang.publishing.interfaces import api as publishing
from mingtang.sites.interfaces import api as sites

OPEN_READS = (sites.open_reads, publishing.open_reads)

api = make_api(open_reads=OPEN_READS)
patterns = mounted(api)
