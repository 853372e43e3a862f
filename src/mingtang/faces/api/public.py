"""The interface of the public face: open reads alone."""

from mingtang.editorial.publishing.interfaces import api as publishing
from mingtang.editorial.sites.interfaces import api as sites
from mingtang.faces.api.mounting import make_api, mounted

OPEN_READS = (sites.open_reads, publishing.open_reads)

api = make_api(open_reads=OPEN_READS)
patterns = mounted(api)
