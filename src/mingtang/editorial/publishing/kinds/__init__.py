"""The kinds of pages that show articles: their own, home, columns, archives, feeds, site map."""
