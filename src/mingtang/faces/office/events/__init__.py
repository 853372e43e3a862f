"""Screens of the event log, for the auditor; their room lies below the desk."""
