"""Faces: screens that span rooms, the public face, the mounted endpoints. Thin; may import every storey below."""
