"""Screens of promises and of the working-day calendar; their room is below the desk."""
