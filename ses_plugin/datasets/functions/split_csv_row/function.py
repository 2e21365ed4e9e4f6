def split_csv_row(line, sep=",", quote='"'):
    """Split one row; a doubled quote inside quotes stands for one quote."""
    fields = []
    buf = []
    in_quotes = False
    i = 0
    while i < len(line):
        ch = line[i]
        if in_quotes:
            if ch == quote:
                if line[i + 1:i + 2] == quote:
                    buf.append(quote)
                    i += 1
                else:
                    in_quotes = False
            else:
                buf.append(ch)
        elif ch == quote and not buf:
            in_quotes = True
        elif ch == sep:
            fields.append("".join(buf))
            buf = []
        elif ch != " " or buf:
            buf.append(ch)
        i += 1
    fields.append("".join(buf))
    return fields, in_quotes
