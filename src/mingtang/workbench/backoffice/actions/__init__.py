"""State changes of the furniture. They leave no events: nothing of the business changes."""
