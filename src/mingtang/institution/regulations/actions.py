"""Install a pack, bind it to a unit, end a binding.

Actors are opaque keys here: people live on the floor above, which answers who may (`hooks`).
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from mingtang.ground.foundation.decisions import NotVisible, no
from mingtang.institution.regulations import policies
from mingtang.institution.regulations.errors import PackError
from mingtang.institution.regulations.hooks import may
from mingtang.institution.regulations.known_events import known_events, unknown_events
from mingtang.institution.regulations.loading import bundled_packs, load_pack
from mingtang.institution.regulations.models import Binding, PackVersion
from mingtang.institution.regulations.rules import Pack
from mingtang.spine.events.actions import record_event
from mingtang.spine.events.registry import all_types

RIGHT = "regulations.bind"


def install_pack(*, actor: str, at: datetime, pack: Pack) -> PackVersion:
    """Store a pack as the newest version of its name; what is newest already is left as it is.

    From then on new promises take this version. An earlier text may come back: it becomes a new
    version with the old digest.

    :raises Refused: the actor may not install packs.
    :raises PackError: a rule names an event that nobody records.
    """
    may(actor, RIGHT, at=at).require()
    faults = unknown_events(pack.name, pack.rules, known_events(all_types()))
    if faults:
        raise PackError(faults)
    try:
        return _install(actor=actor, at=at, pack=pack)
    except IntegrityError:
        # Another process took the number at the same moment: look again at what is newest now.
        return _install(actor=actor, at=at, pack=pack)


def install_bundled_packs(*, actor: str, at: datetime) -> list[PackVersion]:
    """Install every pack that comes with the software; repeats change nothing."""
    return [install_pack(actor=actor, at=at, pack=load_pack(name)) for name in bundled_packs()]


def bind_pack(
    *,
    actor: str,
    at: datetime,
    unit_key: str,
    pack: str,
    valid_from: date,
    valid_to: date | None = None,
) -> Binding:
    """Bind a pack to a unit and everything below it; a repeat changes nothing.

    An open-ended binding of the same unit that began earlier ends on the day before.

    :raises Refused: no right, no version of the pack installed, or days that overlap.
    """
    with transaction.atomic():
        right = may(actor, RIGHT, unit=unit_key, at=at)
        new = policies.Span(pack, valid_from, valid_to)
        standing = _locked_bindings(unit_key)
        for one in standing:
            if one.span == new:
                right.require()
                return one
        followed = policies.succeeded_by([one.span for one in standing], new)
        others = [one.span for one in standing if one.span != followed]
        decision = right & policies.may_bind(others, new)
        if not PackVersion.objects.of(pack).exists():
            decision &= no(
                "regulations.not_installed", f"还没有装入制度包“{pack}”，请先装入。", "pack"
            )
        decision.require()
        for one in standing:
            if one.span == followed:
                _end(one, policies.day_before(valid_from), actor=actor, at=at)
        return _bind(unit_key, new, actor=actor, at=at)


def end_binding(*, actor: str, at: datetime, binding_id: int, last_day: date) -> Binding:
    """End a binding after a day; a repeat changes nothing.

    :raises NotVisible: no such binding.
    :raises Refused: no right, or a day on which it cannot end.
    """
    with transaction.atomic():
        binding = Binding.objects.select_for_update().filter(pk=binding_id).first()
        if binding is None:
            raise NotVisible(f"binding {binding_id}")
        decision = may(actor, RIGHT, unit=binding.unit_key, at=at)
        (decision & policies.may_end(binding.span, last_day)).require()
        if binding.valid_to != last_day:
            _end(binding, last_day, actor=actor, at=at)
        return binding


def _install(*, actor: str, at: datetime, pack: Pack) -> PackVersion:
    with transaction.atomic():
        newest = PackVersion.objects.of(pack.name).select_for_update().first()
        if newest is not None and newest.digest == pack.version:
            return newest
        version = PackVersion.objects.create(
            name=pack.name,
            number=newest.number + 1 if newest else 1,
            digest=pack.version,
            label=pack.label,
            text=pack.text,
            loaded_at=at,
            loaded_by=actor,
        )
        record_event(
            code="regulations.pack.installed",
            subject=f"pack:{pack.name}",
            actor=actor,
            at=at,
            payload={
                "number": version.number,
                "version": version.digest,
                "rules": len(pack.rules),
            },
        )
        return version


def _locked_bindings(unit_key: str) -> list[Binding]:
    """Return the bindings of a unit after locking them, and a row that every binder locks first.

    The first stored version serves as that row: two people who bind a unit for the first time at
    the same moment find no binding to wait for.
    """
    list(PackVersion.objects.order_by("pk").select_for_update()[:1])
    rows = Binding.objects.filter(unit_key=unit_key).order_by("valid_from")
    return list(rows.select_for_update())


def _bind(unit_key: str, span: policies.Span, *, actor: str, at: datetime) -> Binding:
    binding = Binding.objects.create(
        unit_key=unit_key,
        pack=span.pack,
        valid_from=span.since,
        valid_to=span.until,
        bound_by=actor,
        bound_at=at,
    )
    record_event(
        code="regulations.pack.bound",
        subject=f"unit:{unit_key}",
        actor=actor,
        at=at,
        unit=unit_key,
        payload={
            "binding": binding.pk,
            "pack": span.pack,
            "valid_from": span.since.isoformat(),
            "valid_to": span.until.isoformat() if span.until else "",
        },
    )
    return binding


def _end(binding: Binding, last_day: date, *, actor: str, at: datetime) -> None:
    binding.valid_to = last_day
    binding.save(update_fields=["valid_to"])
    record_event(
        code="regulations.binding.ended",
        subject=f"unit:{binding.unit_key}",
        actor=actor,
        at=at,
        unit=binding.unit_key,
        payload={
            "binding": binding.pk,
            "pack": binding.pack,
            "valid_to": last_day.isoformat(),
        },
    )
