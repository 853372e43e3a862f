"""Actions on surveys."""
