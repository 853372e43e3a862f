"""Settings and process wiring: the only place, with the command line, that knows everything."""
