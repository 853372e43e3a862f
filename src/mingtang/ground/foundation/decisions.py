"""The answer of a policy: yes, or no with every reason, and the error that carries the reasons up."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """One reason why something is refused.

    `code` is stable and dotted (`review.own_text`); `text` is a Chinese sentence that says what to
    do; `field` names the input it belongs to, empty where it concerns the whole.
    """

    code: str
    text: str
    field: str = ""


@dataclass(frozen=True)
class Decision:
    """A policy's answer; true when nothing speaks against."""

    reasons: tuple[Reason, ...] = field(default=())

    def __bool__(self) -> bool:
        return not self.reasons

    def __and__(self, other: "Decision") -> "Decision":
        return Decision(self.reasons + other.reasons)

    def require(self) -> None:
        """Raise :class:`Refused` with all reasons unless the answer is yes."""
        if self.reasons:
            raise Refused(self.reasons)


YES = Decision()


def no(code: str, text: str, field: str = "") -> Decision:
    """Return a refusal with one reason; join several with `&`."""
    return Decision((Reason(code, text, field),))


class Refused(Exception):
    """An action was refused; `reasons` holds all of them."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        text = "；".join(reason.text for reason in self.reasons)
        super().__init__(text.replace("。；", "。"))  # whole sentences need nothing between them


class NotVisible(Exception):
    """What was asked for does not exist, or the person may not see it: the two answer alike."""
