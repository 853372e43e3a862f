"""The screens of weather feeds."""
