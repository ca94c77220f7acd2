"""Carries whole histories out of the chat and back: what the operator's commands share."""
