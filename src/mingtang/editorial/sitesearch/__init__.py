"""Search for readers (站内搜索): what is online as the public index finds it, and words that found nothing."""
