"""The door outwards: what the chat asks of the web, through one guarded client."""
