"""What the log tells the promises.

Events are taken in order per subject. That is for economy only: where a promise stands does not
depend on the order of arrival, and promise keys that span several subjects are locked while one is taken.
"""

from mingtang.institution.obligations.actions import take_event
from mingtang.institution.obligations.queries.delivery import SUBSCRIBER
from mingtang.institution.obligations.queries.rules import concerns
from mingtang.spine.events.subscribers import subscribe


def connect() -> None:
    """Hear every event: which codes matter is decided by the packs installed when it arrives."""
    subscribe(SUBSCRIBER, codes="*", handler=take_event, concerns=concerns)
