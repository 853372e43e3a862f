"""Casework (办件): what letters, error reports, requests and orders share, whatever they are about."""
