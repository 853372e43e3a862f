"""From pages to drafts: what the reader found becomes blocks, pictures and files of a unit."""
