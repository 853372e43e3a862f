"""Organization (单位): units, people, posts and rights."""
