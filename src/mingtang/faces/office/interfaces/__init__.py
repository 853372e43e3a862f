"""Screens that span rooms, and screens of the rooms that are below the desk."""
