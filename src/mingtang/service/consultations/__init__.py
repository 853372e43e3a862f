"""Consultations (意见征集): drafts put before the public, opinions on them and what became of each."""
