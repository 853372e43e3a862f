"""The demo city of Mingzhou (示范城市明州市): its hook for `mingtang prepare --demo`."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.faces.public.writing import write_maps
from mingtang.ground.foundation import clock
from mingtang.ground.foundation.clock import beijing_date
from mingtang.institution.organization.models import Unit
from mingtang.institution.regulations.actions import bind_pack
from mingtang.spine.events.delivery import deliver_due
from mingtang.spine.events.sealing import seal_waiting
from mingtang.wiring.config import sign_ins
from mingtang.wiring.config.demo_city.consultations import hold_consultations
from mingtang.wiring.config.demo_city.directories import fill_directories
from mingtang.wiring.config.demo_city.english import open_edition
from mingtang.wiring.config.demo_city.history import tell
from mingtang.wiring.config.demo_city.homes import build_homes
from mingtang.wiring.config.demo_city.interviews import hold_interviews
from mingtang.wiring.config.demo_city.letters import tell_letters
from mingtang.wiring.config.demo_city.past_letters import bring_letters_along
from mingtang.wiring.config.demo_city.people import appoint_editors, settle
from mingtang.wiring.config.demo_city.places import CITY
from mingtang.wiring.config.demo_city.sites import open_sites
from mingtang.wiring.config.demo_city.surveys import hold_surveys
from mingtang.wiring.config.environment import data_dir

PACK = "demo"
AGE = timedelta(days=370)  # how long the city has been there


def seed(progress: Callable[[str], None]) -> None:
    """Fill an empty database with a city and a year of its work; does nothing where there are units.

    `progress` is told a Chinese sentence per step. The sign-ins go to the file of `sign_ins`,
    written before the commit, so that no city stands there whose passwords nobody knows.
    """
    if Unit.objects.exists():
        progress("示范城市已经建立，未改动。")
        return
    now = clock.now()
    founded = now - AGE
    with transaction.atomic():
        progress("单位和人员")
        people = settle(founded)
        progress("启用示范制度")
        bind_pack(
            actor="system", at=founded, unit_key=CITY, pack=PACK, valid_from=beijing_date(founded)
        )
        progress("网站和栏目")
        sites = open_sites(people, founded)
        appoint_editors(people, founded)
        progress("领导、机构和通讯录")
        fill_directories(people, sites, founded + timedelta(hours=12))
        progress("网站首页")
        build_homes(people, sites, founded + timedelta(days=1))
        progress("一年来的稿件")
        tell(people, sites, now, progress)
        progress("一年来的来信")
        tell_letters(people, founded + timedelta(days=1), now)
        progress("历史来信")
        bring_letters_along(people, now)
        progress("意见征集")
        hold_consultations(people, sites, now)
        progress("网上调查和评议")
        hold_surveys(people, sites, now)
        progress("在线访谈")
        hold_interviews(people, sites, founded + timedelta(days=1), now)
        progress("英文版")
        open_edition(people, sites["portal"], founded + timedelta(days=30), now)
        sign_ins.write(data_dir(), people.sign_ins)
    progress("生成网页")
    _publish()


def _publish() -> None:
    """Bring everything online that the year left behind; the worker would do it as well, later."""
    later = clock.now()
    while seal_waiting(later) + deliver_due(later):
        later = clock.now()
    work_everything(later)
    write_maps(at=later)
