"""Editions of a site in other languages (外文版): their keepers and the twins of pages."""
