"""Files that offices open elsewhere (文书): tables for now. No tables of the database, no rules."""
