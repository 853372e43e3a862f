"""Workbench: what rooms are made with, such as office screens and lists.

May import the institution and what is below it; knows no article.
"""
