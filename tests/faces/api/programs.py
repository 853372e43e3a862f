"""Programs that talk to the interface of the office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client

from mingtang.institution.organization.actions.tokens import issue_token
from mingtang.institution.organization.models import Person

ROOT = "/api/v1"


@dataclass(frozen=True)
class Answer:
    """Status and document of an answer."""

    status: int
    body: Any
    content_type: str
    headers: Any

    @property
    def codes(self) -> list[str]:
        """The codes of the reasons of a problem."""
        return [reason["code"] for reason in self.body["reasons"]]


class Program:
    """A program with the token of a person, or with none."""

    def __init__(self, token: str = "") -> None:
        self.token = token
        self.client = Client(enforce_csrf_checks=True)

    @classmethod
    def of(cls, person: Person, at: datetime) -> "Program":
        """Return a program with a new token of a person."""
        return cls(issue_token(actor=person, at=at, person_id=person.pk, name="测试").text)

    def get(self, address: str, **query: Any) -> Answer:
        """Read."""
        return self._told(self.client.get(ROOT + address, query, headers=self._headers()))

    def post(self, address: str, **body: Any) -> Answer:
        """Do."""
        return self.send("post", address, body)

    def patch(self, address: str, **body: Any) -> Answer:
        """Change."""
        return self.send("patch", address, body)

    def send(self, method: str, address: str, body: Any) -> Answer:
        """Send any JSON."""
        ask = getattr(self.client, method)
        return self._told(
            ask(ROOT + address, body, content_type="application/json", headers=self._headers())
        )

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"} if self.token else {}

    def _told(self, response: Any) -> Answer:
        kind = response.headers.get("content-type", "")
        body = response.json() if "json" in kind else response.content
        return Answer(response.status_code, body, kind, response.headers)
