"""A screen about one thing: its facts, its lists, what can be done with it, its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from mingtang.workbench.backoffice.history import HistoryEntry, history_of
from mingtang.workbench.backoffice.screens.base import Scoped, Screen


@dataclass(frozen=True)
class Fact:
    """One labelled value of a thing, with a link and a note where they help."""

    label: str
    value: object
    url: str = ""
    note: str = ""


class DetailScreen(Scoped, Screen):
    """Shows one visible thing. `facts` say what it is; the template may add more below."""

    template_name = "desk/detail.html"
    with_history: ClassVar[bool] = True

    def admit(self) -> None:
        """Let in anyone who may see the thing."""
        super().admit()
        self.object  # noqa: B018 - raises NotVisible

    def get_title(self) -> str:
        """Return the name of the thing."""
        return str(self.object)

    def get_facts(self) -> Sequence[Fact]:
        """Return what is to be said about the thing."""
        return ()

    def get_subject(self) -> str:
        """Return the opaque key under which events speak of the thing; empty for no history."""
        return ""

    def get_history(self) -> list[HistoryEntry]:
        """Return what happened to the thing, the newest first."""
        subject = self.get_subject()
        return history_of(subject) if self.with_history and subject else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand facts and history to the template."""
        return super().get_context_data(
            object=self.object, facts=self.get_facts(), history=self.get_history(), **kwargs
        )
