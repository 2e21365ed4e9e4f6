# tries: to catch whatever could end its endless loop
# expects: timeout
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
