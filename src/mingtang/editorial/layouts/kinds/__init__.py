"""Kinds of pages made of blocks, and the blocks of homes."""
