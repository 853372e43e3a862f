"""The interface of the office: open reads, and the whole way of an article behind a token."""

from mingtang.editorial.content.interfaces import api as content
from mingtang.editorial.publishing.interfaces import api as publishing
from mingtang.editorial.review.interfaces import api as review
from mingtang.editorial.submission.interfaces import api as submission
from mingtang.editorial.submission.interfaces import sender_api as senders
from mingtang.faces.api import work
from mingtang.faces.api.mounting import make_api, mounted
from mingtang.faces.api.public import OPEN_READS

api = make_api(
    open_reads=OPEN_READS,
    behind_token=(
        work.router,
        content.router,
        submission.router,
        senders.router,
        review.router,
        publishing.router,
    ),
)
patterns = mounted(api)
