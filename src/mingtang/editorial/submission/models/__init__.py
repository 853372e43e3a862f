"""Tables of the submission room."""

from mingtang.editorial.submission.models.fingerprints import Fingerprint, FingerprintMark
from mingtang.editorial.submission.models.lateness import Lateness
from mingtang.editorial.submission.models.points import PointCorrection, PointTable
from mingtang.editorial.submission.models.senders import SENDERS, ReceivedItem, SendingSystem
from mingtang.editorial.submission.models.submissions import (
    CONTACT,
    NO_DEADLINE,
    Submission,
    SubmissionQuerySet,
)

__all__ = [
    "CONTACT",
    "NO_DEADLINE",
    "SENDERS",
    "Fingerprint",
    "FingerprintMark",
    "Lateness",
    "PointCorrection",
    "PointTable",
    "ReceivedItem",
    "SendingSystem",
    "Submission",
    "SubmissionQuerySet",
]
