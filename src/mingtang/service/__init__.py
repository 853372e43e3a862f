"""Service: what people bring to an office and get from it, room by room: letters, error reports, guides.

May import editorial rooms and what is below them; the rooms of this storey do not know each other,
except that all of them may ask `responses` what was answered.
"""
