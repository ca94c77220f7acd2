"""What `make` calls to lock, vendor and check, with the tests of it."""
