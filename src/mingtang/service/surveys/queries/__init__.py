"""Reads of surveys: rules, forms and search; figures."""
