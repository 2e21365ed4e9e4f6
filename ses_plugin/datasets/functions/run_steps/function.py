def step(stack, word, log):
    try:
        if word == "div":
            b, a = stack.pop(), stack.pop()
            stack.append(a // b)
        elif word == "get":
            stack.append(stack[stack[-1]])
        elif word == "stop":
            return False
        else:
            stack.append(int(word))
    except ZeroDivisionError:
        log.append("zero")
        stack.append(a)
    except IndexError:
        log.append("index")
        if stack:
            stack[-1] = 0
    else:
        log.append(len(stack))
    finally:
        if len(stack) > 5:
            stack.pop(0)
            log.append("full")
    return True


def run_steps(words):
    """Run words on a small stack until one says stop; returns (stack, log)."""
    stack, log = [], []
    for word in words:
        if not step(stack, word, log):
            break
    return stack, log
