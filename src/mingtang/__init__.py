"""Mingtang (明堂): the websites, accounts and promises of a city or county on one platform."""
