"""Tests of chat/management."""
