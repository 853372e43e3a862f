"""The vault (密档): what is encrypted in the database, with keys that stand outside it."""
