"""Interviews (在线访谈): yearly plan, announcement, questions of readers, live page, transcript."""
