"""What people go through, played against real servers from outside."""
