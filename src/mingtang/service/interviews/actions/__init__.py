"""What is done with plans, interviews, turns and questions."""
