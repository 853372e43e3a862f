"""Subscriptions (订阅): a column of a site by mail, once a day, for whoever confirmed the address."""
