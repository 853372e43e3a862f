"""Visits of the site of unit A."""

from tests.stranger.fillers import fill

fill("visits:", code=lambda world: world.cast.edu_site.code)
