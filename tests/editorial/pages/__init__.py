"""The engine: one file a page, never half, always the way back."""
