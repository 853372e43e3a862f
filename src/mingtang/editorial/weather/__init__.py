"""The weather in the header of a site (天气): from a feed that the office sets, never older than it says."""
