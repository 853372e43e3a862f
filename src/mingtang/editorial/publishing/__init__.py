"""Publishing (发布): every public page is a file, rendered once, written whole, known by its hash.

A *target* is one file of one site. Templates get frozen views from a recording reader, so that a
change wakes just the pages that showed it. `pages` is where kinds of pages are registered; `engine`
claims, renders and writes; `store` keeps what was served, so that everything can go back.
"""
