# tries: to have a source that no interpreter reads (the sign stands for a null byte)
# expects: exception
print("one")␀
print("two")
