"""Programming problems: formats on disk, reading from text, detection in chats."""
