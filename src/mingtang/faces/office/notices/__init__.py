"""Notices as each person reads them, and what their operator looks after (通知)."""
