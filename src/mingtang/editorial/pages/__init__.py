"""Pages (网页): every public page is a file, rendered once, written whole, known by its hash.

A *target* is one file of one site. Templates get frozen views (`themes.shown`) from a recording reader, so that a
change wakes just the pages that showed it. Rooms above register their kinds of pages in `registry`;
`engine` claims, renders and writes; `store` holds what was served, so that everything can go back.

The room knows sites and columns, no article. It asks for no right and has no screen: its functions
are called by the actions, queries and screens of `publishing` and other rooms above.
"""
