from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "mingtang.review"
    label = "review"
