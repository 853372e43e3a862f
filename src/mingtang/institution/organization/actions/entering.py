"""Enter people of a unit one after another from a list; who is there already stays as they are."""

from datetime import datetime

from django.db import transaction

from mingtang.ground.foundation.text import one_line
from mingtang.institution.organization.actions.access import locked_unit
from mingtang.institution.organization.actions.people import add_person
from mingtang.institution.organization.actions.posts import assign_post
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.models import Person


def enter_person(
    *,
    actor: Person,
    at: datetime,
    unit_id: int,
    username: str,
    name: str,
    phone: str = "",
    email: str = "",
    post: Post | None = None,
    office_phone: str = "",
    job_title: str = "",
    duties: str = "",
) -> Person | None:
    """Add a person to a unit together with a post in it, both or neither.

    Return None, and change nothing, where the unit has a person of this username and name already,
    so that a list can be sent again after some of its lines were mended.

    :raises Refused: without the right there, if the particulars are not usable, if the username is
        another person's, or if the post cannot be given.
    """
    with transaction.atomic():
        unit = locked_unit(actor=actor, at=at, unit_id=unit_id)
        authority.may(actor, "organization.manage", unit=unit.code, at=at).require()
        if Person.objects.filter(unit=unit, username=username, name=one_line(name)).exists():
            return None
        person = add_person(
            actor=actor,
            at=at,
            unit_id=unit_id,
            username=username,
            name=name,
            phone=phone,
            email=email,
            office_phone=office_phone,
            job_title=job_title,
        )
        if post is not None:
            assign_post(
                actor=actor,
                at=at,
                person_id=person.pk,
                post=post,
                unit_id=unit_id,
                duties=one_line(duties),
            )
        return person
