"""Screens of units, people, posts and the contact book; their room is below the desk."""
