"""The screens of editions, and the languages on public pages."""
