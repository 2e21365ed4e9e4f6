"""Files that users name: read within bounds; overwritten only if SES has written them."""
