"""SES inside other people's libraries: one module or folder is one library."""
