"""Screens of the event log, for the auditor; their room is below the desk."""
