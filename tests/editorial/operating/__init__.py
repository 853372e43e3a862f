"""What operators and guards see and do."""
