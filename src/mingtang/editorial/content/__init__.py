"""Content (稿件): articles, policy documents, placements, attachments."""
