"""Subscriptions (订阅): a column of a site by mail, once a day, to confirmed addresses."""
