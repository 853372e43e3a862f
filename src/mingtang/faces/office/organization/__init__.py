"""Screens of units, people, posts and the contact book; their room lies below the desk."""
