"""State changes of homes, topic pages and looks."""
