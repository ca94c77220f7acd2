"""What things are called: commands, events, frames, errors and bounds, free of Django."""
