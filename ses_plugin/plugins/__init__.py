"""What other packages add to SES, by pluggy."""
