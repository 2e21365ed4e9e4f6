// Texts of models and programs, made safe to look at: what would be invisible, or would move or colour other
// text, is shown as a mark. Nothing here becomes markup: texts reach the page as text nodes only.
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";

// Controls but for tab and line feed; zero widths; line separators; bidi controls; tags; lone surrogates.
// The zero-width joiner stays: emoji are made with it.
const HIDDEN =
  // biome-ignore lint: control characters are what this is about
  /(?:[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF])+/gu;
const ANSI = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?)/g;

const CONTROLS = (
  "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US"
).split(" ");
const NAMES: Record<number, string> = {
  0x00: "NUL", 0x07: "bell", 0x08: "backspace", 0x0d: "carriage return", 0x1b: "escape", 0x7f: "delete",
  0xad: "soft hyphen", 0x200b: "zero-width space", 0x200e: "left-to-right mark", 0x200f: "right-to-left mark",
  0x202a: "left-to-right embedding", 0x202b: "right-to-left embedding", 0x202c: "pop directional formatting",
  0x202d: "left-to-right override", 0x202e: "right-to-left override", 0x2066: "left-to-right isolate",
  0x2067: "right-to-left isolate", 0x2068: "first strong isolate", 0x2069: "pop directional isolate",
  0xfeff: "byte order mark",
};
const MOST_MARKS = 2000;

const hex = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;

/** Return the visible form of one hidden character: its abbreviation, or its code. */
const picture = (code: number) => `\u27E8${code === 0x7f ? "DEL" : (CONTROLS[code] ?? hex(code))}\u27E9`;

const codes = (text: string) => [...text].map((char) => char.codePointAt(0) ?? 0);

/** Return `text` with each hidden character in its visible form, as plain text. */
export function visibleText(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(HIDDEN, (found) => codes(found).map(picture).join(""));
}

function Mark({ text }: { text: string }) {
  const all = codes(text);
  const first = all[0] ?? 0;
  return <span class="hidden-char" title={[hex(first), NAMES[first]].filter(Boolean).join(" ")}>{all.map(picture).join("")}</span>;
}

function Ansi({ text }: { text: string }) {
  return <span class="hidden-char" title="terminal escape sequence">{visibleText(text)}</span>;
}

function marked(text: string): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let end = 0;
  const add = (start: number, length: number, node: ComponentChildren) => {
    if (start > end) parts.push(text.slice(end, start));
    parts.push(node);
    end = start + length;
  };
  const sequences = [...text.matchAll(ANSI)];
  let next = 0;
  for (const found of text.matchAll(HIDDEN)) {
    while (next < sequences.length && (sequences[next]?.index ?? 0) < found.index) next++;
    const sequence = sequences[next];
    if (found.index < end) continue;
    if (sequence?.index === found.index) add(found.index, sequence[0].length, <Ansi text={sequence[0]} />);
    else add(found.index, found[0].length, <Mark text={found[0]} />);
  }
  parts.push(text.slice(end));
  return parts;
}

/** Return nodes that show `text`, with marks for what would be hidden. For leaves of highlighted code too. */
export function visible(text: string): ComponentChildren {
  const unified = text.includes("\r\n") ? text.replace(/\r\n/g, "\n") : text;
  let marks = 0;
  for (const _ of unified.matchAll(HIDDEN)) if (++marks > MOST_MARKS) return visibleText(unified);
  return marks ? marked(unified) : unified;
}

const CHUNK = 20_000;

/** Split a long text for display, at the ends of lines where it has them. The browser lays out what is seen. */
export function chunks(text: string): string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + CHUNK);
    if (end < text.length) {
      const newline = text.lastIndexOf("\n", end);
      if (newline > start) end = newline + 1;
      else if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end--;
    }
    parts.push(text.slice(start, end));
    start = end;
  }
  return parts;
}

/** A text of a model or a program, whole, however long. */
export function Text({ text, mark, label }: { text: string; mark?: number | null; label?: string }) {
  const nodes = useMemo(() => {
    if (mark !== undefined && mark !== null) return withMark(text, mark);
    if (text.length <= 2 * CHUNK) return visible(text);
    return chunks(text).map((part) => <div class="chunk">{visible(part)}</div>);
  }, [text, mark]);
  return <pre class="text" tabIndex={0} aria-label={label}>{text === "" ? <span class="nothing">empty</span> : nodes}</pre>;
}

/** Return `text` with the character at `place` marked: the end of the text is marked too. */
function withMark(text: string, place: number): ComponentChildren {
  const end = place < text.length ? place + ((text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1) : place;
  const here = text.slice(place, end);
  const shown = here === "" ? "\u2205" : here === "\n" ? "\u21B5" : here === " " ? "\u2423" : visible(here);
  return [
    visible(text.slice(0, place)),
    <mark class="first-difference" title="first difference">{shown}</mark>,
    here === "\n" ? "\n" : "",
    visible(text.slice(end)),
  ];
}
