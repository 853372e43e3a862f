"""Dated counts (统计): what happened how often, by unit, site, column, kind and day, out of the event log."""
