"""Obligations (时限): clocks, quotas and freshness, judged from events."""
