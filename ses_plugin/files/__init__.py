"""Files that users name: read within bounds, and never written over unless they are ours."""
