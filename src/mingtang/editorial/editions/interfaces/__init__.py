"""The screens of editions, and what their pages show of languages."""
