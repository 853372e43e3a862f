"""The address map of the office: our screens first, then what is left open of Wagtail's shell."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtail_urls

from mingtang.editorial.content.interfaces import urls as content_urls
from mingtang.editorial.directory.interfaces import urls as directory_urls
from mingtang.editorial.editions.interfaces import urls as editions_urls
from mingtang.editorial.layouts.interfaces import urls as layouts_urls
from mingtang.editorial.media.interfaces import urls as media_urls
from mingtang.editorial.operating.interfaces import urls as operating_urls
from mingtang.editorial.publishing.interfaces import urls as publishing_urls
from mingtang.editorial.review.interfaces import urls as review_urls
from mingtang.editorial.series.interfaces import urls as series_urls
from mingtang.editorial.sites.interfaces import urls as sites_urls
from mingtang.editorial.sitesearch.interfaces import urls as sitesearch_urls
from mingtang.editorial.submission.interfaces import urls as submission_urls
from mingtang.editorial.visits.interfaces import urls as visits_urls
from mingtang.editorial.weather.interfaces import urls as weather_urls
from mingtang.faces.office import overview, subjects
from mingtang.faces.office.background import urls as jobs_urls
from mingtang.faces.office.events import urls as events_urls
from mingtang.faces.office.figures import urls as figures_urls
from mingtang.faces.office.interfaces.account import AccountScreen
from mingtang.faces.office.interfaces.start import StartScreen
from mingtang.faces.office.manual import screens as manual_screens
from mingtang.faces.office.notices import urls as notices_urls
from mingtang.faces.office.obligations import urls as obligations_urls
from mingtang.faces.office.organization import urls as organization_urls
from mingtang.faces.office.regulations import urls as regulations_urls
from mingtang.institution.organization.interfaces.sign_in import leave
from mingtang.service.consultations.interfaces import urls as consultations_urls
from mingtang.service.interaction.interfaces import urls as interaction_urls
from mingtang.service.interviews.interfaces import urls as interviews_urls
from mingtang.service.letters.interfaces import urls as letters_urls
from mingtang.service.responses.interfaces import urls as responses_urls
from mingtang.service.signin.interfaces import urls as signin_urls
from mingtang.service.subscriptions.interfaces import urls as subscriptions_urls
from mingtang.service.surveys.interfaces import urls as surveys_urls
from mingtang.workbench.approvals.interfaces import urls as approvals_urls
from mingtang.workbench.backoffice.interfaces import urls as desk_urls
from mingtang.workbench.backoffice.interfaces.links import external_link
from mingtang.workbench.backoffice.interfaces.parts import show_part
from mingtang.workbench.backoffice.interfaces.uploads import AddFiles, AddPictures
from mingtang.workbench.backoffice.live_parts import live_part_patterns
from mingtang.workbench.backoffice.mounting import office_only, office_patterns
from mingtang.workbench.backoffice.urlmap import cut
from mingtang.workbench.casework.interfaces import urls as casework_urls

__all__ = ["overview", "subjects", "urlpatterns"]


def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead from Wagtail's sign-in address to ours."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(resolve_url(settings.LOGIN_URL) + (f"?{query}" if query else ""))


# Rooms that came out of publishing keep its addresses and its name.
publishing = [
    *publishing_urls.urlpatterns,
    *layouts_urls.urlpatterns,
    *operating_urls.urlpatterns,
]

# A room's screens are mounted by one line here: path("<room>/", include(<room>.interfaces.urls)).
screens: list[URLPattern | URLResolver] = [
    path("desk/", include(desk_urls)),
    path("articles/", include(content_urls)),
    path("submissions/", include(submission_urls)),
    path("reviews/", include(review_urls)),
    path("approvals/", include(approvals_urls)),
    path("cases/", include(casework_urls)),
    path("interaction/", include(interaction_urls)),
    path("subscriptions/", include(subscriptions_urls)),
    path("responses/", include(responses_urls)),
    path("letters/", include(letters_urls)),
    path("consultations/", include(consultations_urls)),
    path("surveys/", include(surveys_urls)),
    path("citizen-sign-in/", include(signin_urls)),
    path("interviews/", include(interviews_urls)),
    path("publishing/", include((publishing, publishing_urls.app_name))),
    path("organization/", include(organization_urls)),
    path("sites/", include(sites_urls)),
    path("visits/", include(visits_urls)),
    path("directory/", include(directory_urls)),
    path("missed-words/", include(sitesearch_urls)),
    path("series/", include(series_urls)),
    path("library/", include(media_urls)),
    path("editions/", include(editions_urls)),
    path("weather/", include(weather_urls)),
    path("regulations/", include(regulations_urls)),
    path("events/", include(events_urls)),
    path("figures/", include(figures_urls)),
    path("jobs/", include(jobs_urls)),
    path("notices/", include(notices_urls)),
    path("obligations/", include(obligations_urls)),
    path("help/", include(manual_screens)),
    *desk_urls.file_patterns,
]

shell = list(
    cut(
        wagtail_urls.urlpatterns,
        {
            "wagtailadmin_home": office_only(StartScreen.as_view()),
            "wagtailadmin_account": office_only(AccountScreen.as_view()),
            "wagtailadmin_login": sign_in,
            "wagtailadmin_logout": leave,
            "wagtailadmin_choose_page_external_link": office_only(external_link),
            "wagtailimages:add_multiple": office_only(AddPictures.as_view()),
            "wagtaildocs:add_multiple": office_only(AddFiles.as_view()),
        },
    )
)

# The parts of pages that refresh themselves; rooms declared them when they were imported above.
screens.append(path("parts/", include((live_part_patterns(show_part), "parts"))))

urlpatterns: list[URLPattern | URLResolver] = [*office_patterns(screens), *shell]
