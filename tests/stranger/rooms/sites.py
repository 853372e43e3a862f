"""Sites and columns of unit A."""

from tests.stranger.fillers import fill

fill(
    "sites:",
    code=lambda world: world.cast.edu_site.code,
    pk=lambda world: world.cast.edu_news.pk,
)
