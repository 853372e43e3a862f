"""The demo city of Mingzhou (示范城市明州市): invented units, people, sites and a year of items."""
