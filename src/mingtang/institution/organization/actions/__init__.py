"""Every change of units, people, posts and sign-in."""
