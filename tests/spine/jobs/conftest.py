"""Kinds of jobs for one test."""

from tests.harness.job_kinds import register

__all__ = ["register"]
