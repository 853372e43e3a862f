"""Interaction (互动): what people write to an office by its sites, as cases with answers."""
