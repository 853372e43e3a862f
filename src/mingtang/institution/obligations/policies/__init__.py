"""The pure rules of promises: what an event does, where a promise stands, when people are told."""
