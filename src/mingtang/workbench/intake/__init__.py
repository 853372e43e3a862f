"""Public forms that write (收件): declared by a room above, sealed when taken, worked off by a worker."""
