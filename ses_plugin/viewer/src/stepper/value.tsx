// Values of a run: what changed in one is marked, a long one opens.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Text, visible } from "../shared/text";

const SHORT = 120;
const TAIL = 20_000;

/** Return the part of `text` that is not as in `before`, in whole words and numbers. */
export function changedPart(text: string, before: string): [number, number] {
  let start = 0;
  const most = Math.min(text.length, before.length);
  while (start < most && text[start] === before[start]) start++;
  let end = 0;
  while (end < most - start && text.at(-1 - end) === before.at(-1 - end)) end++;
  const word = /[\w.\-]/;
  while (start > 0 && word.test(text[start - 1] ?? "") && word.test(text[start] ?? before[start] ?? "")) start--;
  let last = text.length - end;
  while (last < text.length && word.test(text[last] ?? "") && word.test(text[last - 1] ?? "")) last++;
  return [start, Math.max(start, last)];
}

function marked(text: string, before: string | undefined): ComponentChildren {
  if (before === undefined || before === text) return visible(text);
  const [start, end] = changedPart(text, before);
  if (start === 0 && end === text.length) return visible(text);
  return [visible(text.slice(0, start)), <mark>{visible(text.slice(start, end))}</mark>, visible(text.slice(end))];
}

/** A value in a cell. Of a long one the beginning shows, and a button opens it. */
export function Value({ text, before }: { text: string; before?: string }) {
  const [open, setOpen] = useState(false);
  if (text.length <= SHORT) return <span class="text-value">{marked(text, before)}</span>;
  return (
    <span class="text-value">
      {open ? (text.length > TAIL ? <Text text={text} /> : marked(text, before)) : [visible(text.slice(0, SHORT - 20)), "\u2026"]}
      <button type="button" class="open" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "less" : `all ${text.length.toLocaleString("en")} characters`}
      </button>
    </span>
  );
}

/** The output so far; what came last is marked. Of a very long one the end shows, and a button opens it. */
export function Output({ text, fresh }: { text: string; fresh: number }) {
  const [open, setOpen] = useState(false);
  const end = useRef<HTMLPreElement>(null);
  useLayoutEffect(() => {
    const pane = end.current?.closest(".scroll");
    if (pane) pane.scrollTop = pane.scrollHeight;
  }, [text]);
  if (text === "") return <p class="nothing">nothing yet</p>;
  if (open) {
    return (
      <>
        <button type="button" class="open" onClick={() => setOpen(false)}>only the end</button>
        <Text text={text} label="output" />
      </>
    );
  }
  const start = text.length > TAIL ? text.length - TAIL : 0;
  const from = Math.max(start, fresh);
  return (
    <>
      {start > 0 && (
        <button type="button" class="open" onClick={() => setOpen(true)}>
          all {text.length.toLocaleString("en")} characters
        </button>
      )}
      <pre class="text" aria-label="output" tabIndex={0} ref={end}>
        {visible(text.slice(start, from))}
        {from < text.length && <mark>{visible(text.slice(from))}</mark>}
      </pre>
    </>
  );
}
