"""Reads of promises: the calendar, the rules they go by, lists for people, and the explanation."""
