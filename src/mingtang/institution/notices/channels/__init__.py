"""Servers that take messages from us: mail, the gateway for text messages, robots of groups."""
