"""Objects of unit A, a module for each room."""
