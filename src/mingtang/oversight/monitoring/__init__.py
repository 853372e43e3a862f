"""Monitoring (监测): what a website shows, compared with what the rules ask of it."""
