"""Each script of the office alone: a page of a few elements, answers that the test gives, no database."""
