"""The public page, the public forms and the office screens of subscriptions."""
