"""The frame of the page of results, and the screen of words that found nothing."""
