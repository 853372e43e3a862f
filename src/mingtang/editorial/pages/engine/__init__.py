"""The engine: who wakes, who claims, how a batch is read, rendered, kept and written."""
