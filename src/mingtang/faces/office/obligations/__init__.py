"""Screens of promises and of the working-day calendar; their room lies below the desk."""
