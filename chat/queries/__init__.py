"""What may be seen: every read starts from its viewer."""
