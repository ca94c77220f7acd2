"""The door of sockets: who is connected, what they hear, and when they must go."""
