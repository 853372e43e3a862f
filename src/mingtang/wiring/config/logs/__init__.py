"""What the processes write down (日志): errors with their numbers, and who asked for what."""
