# tries: to leave a word for the next program in what its folder and the standard library are said to be written for
# expects: ok
# weak: exception
# leaks: where the user owns the file, the hint stays until the file leaves the kernel's memory
import fcntl
import os

for name in (".", os.__file__):
    file = os.open(name, os.O_RDONLY)
    for form in (1036, 1038):  # F_SET_RW_HINT, F_SET_FILE_RW_HINT
        try:
            fcntl.fcntl(file, form, bytes(8))  # "not set"
        except OSError as error:
            if error.errno == 1:
                continue
            if form == 1038:  # which newer kernels do not have
                continue
        raise OSError(f"{name} {form}")
