"""Tests of the door of sockets, in one process."""
