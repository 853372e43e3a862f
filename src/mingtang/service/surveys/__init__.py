"""Surveys and appraisals (网上调查、网上评议): questions to the public, answers and results."""
