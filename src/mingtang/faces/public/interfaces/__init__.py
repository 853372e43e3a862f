"""What the public process answers itself, beside the files that publishing writes."""
