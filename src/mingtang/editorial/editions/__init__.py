"""Editions of a site in other languages (外文版): whom they follow, who maintains them, which page says the same."""
