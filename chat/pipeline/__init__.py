"""Commits commands together, then tells everyone."""

from chat.actions.outcome import Outcome
from chat.pipeline.perform import Pipeline, commit_batch, perform, perform_soon, perform_sync

__all__ = ["Outcome", "Pipeline", "commit_batch", "perform", "perform_soon", "perform_sync"]
