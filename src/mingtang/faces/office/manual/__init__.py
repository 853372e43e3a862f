"""The manual of the office (操作手册): Markdown pages of the package, shown under /help/."""
