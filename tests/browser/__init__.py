"""Journeys of people through the real pages, in a real browser against real servers."""
