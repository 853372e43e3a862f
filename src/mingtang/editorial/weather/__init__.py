"""The weather in the header of a site (天气), from a feed set by the office; never outdated."""
