"""The interface of the office: open reads, and the whole way of an article behind a token."""

from mingtang.api import work
from mingtang.api.mounting import make_api, mounted
from mingtang.api.public import OPEN_READS
from mingtang.content.interfaces import api as content
from mingtang.publishing.interfaces import api as publishing
from mingtang.review.interfaces import api as review
from mingtang.submission.interfaces import api as submission

api = make_api(
    open_reads=OPEN_READS,
    behind_token=(work.router, content.router, submission.router, review.router, publishing.router),
)
patterns = mounted(api)
