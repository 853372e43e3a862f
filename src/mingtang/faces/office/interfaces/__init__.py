"""Screens that span rooms, and screens of the rooms that lie below the desk."""
