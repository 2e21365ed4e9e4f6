# tries: to have a failure's status taken for 0
# expects: exception
raise SystemExit(1 << 70)
