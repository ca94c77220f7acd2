"""Tests of the rules, each three ways."""
