"""The demo city of Mingzhou (示范城市明州市): its hook for `mingtang prepare --demo`."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction

from mingtang.editorial.pages.engine.lanes import own_pages_later, work_everything
from mingtang.editorial.publishing.actions.sites import change_scripts
from mingtang.editorial.sites.models import GovSite
from mingtang.faces.public.writing import write_maps
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.remembering import reads_remembered
from mingtang.institution.organization.interfaces.hashing import quick_hashes
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.actions import bind_pack
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.sealing import seal_waiting
from mingtang.wiring.config import sign_ins
from mingtang.wiring.config.demo_city.archive import bring_items_along
from mingtang.wiring.config.demo_city.audience import count_readers
from mingtang.wiring.config.demo_city.consultations import hold_consultations
from mingtang.wiring.config.demo_city.directories import fill_directories
from mingtang.wiring.config.demo_city.emergencies import tell_emergency
from mingtang.wiring.config.demo_city.english import open_edition
from mingtang.wiring.config.demo_city.history import Stage, tell
from mingtang.wiring.config.demo_city.homes import build_homes
from mingtang.wiring.config.demo_city.hot_topics import answer_hot_topics
from mingtang.wiring.config.demo_city.interviews import hold_interviews
from mingtang.wiring.config.demo_city.items import all_items, earlier_items
from mingtang.wiring.config.demo_city.letters import tell_letters
from mingtang.wiring.config.demo_city.office_lists import (
    fill_lists,
    fill_roster,
    request_interpretation_of,
)
from mingtang.wiring.config.demo_city.past_letters import bring_letters_along
from mingtang.wiring.config.demo_city.people import (
    People,
    appoint_editors,
    file_contacts_of_units,
    settle,
)
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.wiring.config.demo_city.private_letters import tell_private_letters
from mingtang.wiring.config.demo_city.quality_checks import check_answers
from mingtang.wiring.config.demo_city.sites import open_sites
from mingtang.wiring.config.demo_city.surveys import hold_surveys
from mingtang.wiring.config.demo_city.topics import build_topics, open_topic_columns
from mingtang.wiring.config.environment import data_dir

PACK = "demo"
Sites = dict[str, GovSite]
STEPS = 40  # of a story in one transaction: about a second
AGE = timedelta(days=370)  # how long the city has been there
SMALL = (
    40  # items of a small city: those that are on their way, those of the newest days, some more
)


class Size(StrEnum):
    """How much of its past the city has: all of three years, or what a test needs."""

    FULL = "full"
    SMALL = "small"


def seed(progress: Callable[[str], None], size: Size = Size.FULL) -> None:
    """Fill an empty database with a city, a year of its work and the items of two years before.

    Does nothing where there are units. The sites are online, with homes that fill later, before their
    past is told. `progress` is told a Chinese sentence per step. The sign-ins go to the file of
    `sign_ins` at the end: a city without them is not complete.
    """
    if Unit.objects.exists():
        progress("示范城市已经建立，未改动。")
        return
    now = clock.now()
    founded = now - AGE
    with own_pages_later(), quick_hashes():
        with transaction.atomic():
            people, sites = _found(founded, progress)
        work_everything(clock.now())
        _tell(people, sites, founded, now, size, progress)
        progress("访问统计")
        count_readers(beijing_date(now))
    sign_ins.write(data_dir(), people.sign_ins)
    progress("生成网页")
    _publish()


def _found(founded: datetime, progress: Callable[[str], None]) -> tuple[People, Sites]:
    """Found the city: its people, its rules, its sites with their homes."""
    progress("单位和人员")
    people = settle(founded)
    progress("启用示范制度")
    bind_pack(
        actor="system", at=founded, unit_key=CITY, pack=PACK, valid_from=beijing_date(founded)
    )
    progress("网站和栏目")
    sites = open_sites(people, founded)
    open_topic_columns(people, sites["portal"], founded)
    appoint_editors(people, founded)
    file_contacts_of_units(people, founded + timedelta(hours=6))
    progress("积分标准、表述库和机构代码")
    fill_lists(people, sites["portal"], founded + timedelta(hours=8))
    progress("领导、机构和通讯录")
    fill_directories(people, sites, founded + timedelta(hours=12))
    progress("网站首页")
    build_homes(people, sites, founded + timedelta(days=1))
    change_scripts(
        actor=people.operator, at=founded + timedelta(days=1), site_id=sites["portal"].pk,
        has_traditional=True,
    )  # fmt: skip
    return people, sites


def _tell(
    people: People,
    sites: Sites,
    founded: datetime,
    now: datetime,
    size: Size,
    progress: Callable[[str], None],
) -> None:
    """Tell the past of the city in the order of its moments, in transactions that others can wait for."""
    portal, stage, is_small = sites["portal"], Stage.of(people, sites), size is Size.SMALL
    progress("原网站的历史稿件")
    earlier = [] if is_small else earlier_items()
    together(bring_items_along(stage, earlier, founded + timedelta(days=1, hours=6), progress))
    progress("专题")
    with transaction.atomic():
        build_topics(people, portal, founded + timedelta(days=2), founded + timedelta(days=120))
    progress("一年来的稿件")
    together(tell(stage, all_items()[-SMALL if is_small else 0 :], now, progress))
    parts: tuple[tuple[str, Callable[[], None]], ...] = (
        ("应急专题", lambda: tell_emergency(people, portal, now)),
        ("一年来的来信", lambda: tell_letters(people, founded + timedelta(days=1), now)),
        ("历史来信", lambda: bring_letters_along(people, now)),
        ("公开稿", lambda: tell_private_letters(people, now)),
        ("热点来信", lambda: answer_hot_topics(people, now)),
        ("答复质量抽查", lambda: check_answers(people, now)),
        ("意见征集", lambda: hold_consultations(people, sites, now)),
        ("网上调查和评议", lambda: hold_surveys(people, sites, now)),
        ("在线访谈", lambda: hold_interviews(people, sites, founded + timedelta(days=1), now)),
        ("解读任务", lambda: request_interpretation_of(people, stage.policies, now)),
        ("值班表", lambda: fill_roster(people, now)),
        ("英文版", lambda: open_edition(people, portal, founded + timedelta(days=30), now)),
    )
    for title, part in parts:
        progress(title)
        with transaction.atomic():
            part()


def together(steps: Iterator[None]) -> None:
    """Take steps, so many of them in a transaction: quicker than one by one, and none lasts."""
    while True:
        taken = 0
        with transaction.atomic():
            while taken < STEPS and _goes_on(steps):
                taken += 1
        if taken < STEPS:
            return


def _goes_on(steps: Iterator[None]) -> bool:
    """Take one step, which asks many times what the same people may do and what holds for their units."""
    with reads_remembered():
        return next(steps, steps) is None


def _publish() -> None:
    """Bring everything online that the year left behind; the worker would do it as well, later."""
    later = clock.now()
    while seal_waiting(later) + deliver_due(later):
        later = clock.now()
    work_everything(later)
    write_maps(at=later)
