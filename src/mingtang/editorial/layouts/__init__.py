"""Layouts (版面): homes and topic pages made of blocks, and the looks of sites (网站外观).

Blocks are edited, sent through the gates of the site and released; their pages are kinds registered
with `pages`. Codes of events, rights, tables, addresses and templates keep the prefix `publishing`, from which the room came.
"""
