"""Ground (地基): calendar arithmetic, clock, text, masking, safe files, guarded HTTP. No word of the business, no Django models."""
