"""One file for each command; all they do goes through `perform_sync` or a read."""
