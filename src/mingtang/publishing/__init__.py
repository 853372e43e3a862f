"""Publishing (发布): every public page is a file, written whole, known by its hash."""
