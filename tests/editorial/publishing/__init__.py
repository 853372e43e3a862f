"""Articles online: their pages, lists, archives and feeds, and the acts of editors and operators."""
