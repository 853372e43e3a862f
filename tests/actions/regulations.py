"""Packs installed, bound to a unit, and ended; this room knows people by their keys."""

from datetime import timedelta
from typing import Any

from mingtang.institution.regulations import actions as regulations
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.models import Binding, PackVersion
from tests.actions.spec import Case
from tests.factories.regulations import bound_pack

DAY = timedelta(days=1)
WRONG = ("officer", "leader", "stranger", "desk_editor", "auditor")


def _binding(cast: Any, at: Any) -> dict[str, Any]:
    """Return a new binding of a unit that has had another one for a month."""
    bound_pack("edu", at=at, since=at.date() - 30 * DAY)
    return {"unit_key": "edu", "pack": "demo", "valid_from": at.date()}


def _bound(cast: Any, at: Any) -> dict[str, Any]:
    return {"binding_id": bound_pack("edu", at=at).pk, "last_day": at.date() + 9 * DAY}


def _ends_sooner(cast: Any, at: Any, given: dict[str, Any]) -> None:
    Binding.objects.filter(pk=given["binding_id"]).update(valid_to=at.date() + DAY)


CASES = (
    Case(
        regulations.install_pack, "operator",
        lambda cast, at: {"pack": load_pack("national")},
        "regulations.pack.installed",
        lambda cast, version, _: PackVersion.objects.of("national").get() == version
        and version.loaded_by == cast.operator.person_key,
        WRONG,
        stateless="what is the newest version already is left as it is",
        whole_platform=True,
    ),
    Case(
        regulations.install_bundled_packs, "operator", lambda cast, at: {},
        "regulations.pack.installed",
        lambda cast, versions, _: {row.name for row in PackVersion.objects.all()}
        == {row.name for row in versions} == set(bundled_packs()),
        WRONG,
        stateless="what is the newest version already is left as it is",
        whole_platform=True,
    ),
    Case(
        regulations.bind_pack, "operator", _binding, "regulations.pack.bound",
        lambda cast, binding, given: Binding.objects.get(unit_key="edu", valid_to=None) == binding
        and Binding.objects.get(unit_key="edu", valid_to__isnull=False).valid_to
        == given["valid_from"] - DAY,
        WRONG,
        {
            "regulations.not_installed": lambda cast, at, _: {"pack": "none"},
            "regulations.ends_early": lambda cast, at, given: {"valid_to": given["valid_from"] - DAY},
            "regulations.overlap": lambda cast, at, given: {"valid_from": given["valid_from"] - 60 * DAY},
        },
    ),
    Case(
        regulations.end_binding, "operator", _bound, "regulations.binding.ended",
        lambda cast, binding, given: Binding.objects.get(pk=binding.pk).valid_to
        == given["last_day"],
        WRONG,
        {
            "regulations.ends_early": lambda cast, at, _: {"last_day": at.date() - DAY},
            "regulations.ends_later": _ends_sooner,
        },
    ),
)  # fmt: skip
