"""Wiring: settings, processes and the `mingtang` command. The only place that knows everything."""
