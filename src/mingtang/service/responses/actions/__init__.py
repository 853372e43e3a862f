"""What is done with answers: written, reviewed, published, taken down."""
