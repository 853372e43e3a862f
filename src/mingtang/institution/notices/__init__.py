"""Telling people (通知): what happened to them and what is due, in the office and outside it."""
