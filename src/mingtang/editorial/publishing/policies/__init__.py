"""Rules of publishing: addresses of articles, parts of a month, who may publish what."""
