"""Of which site a page is, and the figures of error reports that pages show."""

from datetime import date, datetime

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Refused, no
from mingtang.service.interaction.enums import SITE_ERROR
from mingtang.service.interaction.policies import HostOfSite, site_of_page
from mingtang.workbench.casework.queries import CaseFigures, count_cases

ERROR_FIGURES = "error_figures"  # the kind of the public page
FIGURES_ADDRESS = "/site-errors.html"


def site_of(page: str, *, default: str) -> GovSite:
    """Return the site on which a page is, else the one of the code `default`.

    :raises Refused: there is no such site.
    """
    on_line = GovSite.objects.on_line().values_list("code", "domain")
    code = site_of_page(page, (HostOfSite(*row) for row in on_line), default)
    found = GovSite.objects.select_related("unit", "operating_unit").filter(code=code).first()
    if found is None:
        raise Refused(no("interaction.no_site", "没有这个网站，请选择网站。", "site").reasons)
    return found


def error_figures(*, since: datetime, until: datetime, site: str = "") -> CaseFigures:
    """Count the error reports of a time, of one site or of all; what pages and circulars show.

    Source: 国办发〔2017〕47号: results are published. Its text was not seen.
    """
    return count_cases(SITE_ERROR, since=since, until=until, site=site)


def figures_of_month(first: date, site: str) -> CaseFigures:
    """Count the error reports about a site that were received in the month of a day, in Beijing."""
    begin = datetime(first.year, first.month, 1, tzinfo=BEIJING)
    year, month = divmod(first.year * 12 + first.month, 12)
    end = datetime(year, month + 1, 1, tzinfo=BEIJING)
    return error_figures(since=begin, until=end, site=site)
