"""What happened in a run, told in English, and whether such a telling is true."""
