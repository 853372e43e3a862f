"""What the tests stand on: throw-away data folders and databases, a closed network, real processes."""
