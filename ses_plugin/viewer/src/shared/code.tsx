// Python with colours. The highlighter gives a tree, not markup, so that no text of a model is ever parsed as HTML.
import python from "highlight.js/lib/languages/python";
import type { Element, ElementContent, Root } from "hast";
import { createLowlight } from "lowlight";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { CopyButton } from "./copy";
import { chunks, visible } from "./text";

const lowlight = createLowlight({ python });
const MOST_COLOURED = 100_000;

function nodes(children: (Root | Element)["children"]): ComponentChildren[] {
  return (children as ElementContent[]).map((child) => {
    if (child.type === "text") return visible(child.value);
    if (child.type !== "element") return null;
    const names = child.properties.className;
    return <span class={Array.isArray(names) ? names.join(" ") : ""}>{nodes(child.children)}</span>;
  });
}

/** Return nodes that show Python code in colours; code that is too long comes without colours. */
export function highlight(code: string): ComponentChildren {
  if (code.length > MOST_COLOURED) return chunks(code).map((part) => <div class="chunk">{visible(part)}</div>);
  return nodes(lowlight.highlight("python", code).children);
}

/** Return the nodes of each line of `code`: tokens that span lines are split. */
export function highlightLines(code: string): ComponentChildren[][] {
  const lines: ComponentChildren[][] = [[]];
  const add = (text: string, name: string) => {
    text.split("\n").forEach((part, number) => {
      if (number) lines.push([]);
      if (part) lines.at(-1)?.push(name ? <span class={name}>{visible(part)}</span> : visible(part));
    });
  };
  const walk = (children: (Root | Element)["children"], name: string) => {
    for (const child of children as ElementContent[]) {
      if (child.type === "text") add(child.value, name);
      else if (child.type === "element") {
        const names = child.properties.className;
        walk(child.children, [name, ...(Array.isArray(names) ? names : [])].filter(Boolean).join(" "));
      }
    }
  };
  const unified = code.replace(/\r\n?/g, "\n");
  if (unified.length > MOST_COLOURED) add(unified, "");
  else walk(lowlight.highlight("python", unified).children, "");
  return lines;
}

/** A program with colours, line numbers and a copy button. Lines (from 1) can be marked. */
export function Code({ code, label, marked = [] }: { code: string; label?: string; marked?: number[] }) {
  const lines = useMemo(() => highlightLines(code.replace(/\n$/, "")), [code]);
  return (
    <div class="code-box">
      <CopyButton text={code} />
      <pre class="code" tabIndex={0} aria-label={label ?? "program"}>
        {lines.map((line, index) => <div class={marked.includes(index + 1) ? "line marked" : "line"}>{line.length ? line : "\n"}</div>)}
      </pre>
    </div>
  );
}
