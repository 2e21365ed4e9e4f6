import { useState } from "preact/hooks";

/** Copy a text, exactly as it is. A page from the disk may lack the clipboard interface: then by a selection. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "off-screen";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

/** A button that copies `text`, and says that it did. */
export function CopyButton({ text, label = "Copy" }: { text: string | (() => string); label?: string }) {
  const [state, setState] = useState("");
  const click = async () => {
    setState((await copyText(typeof text === "string" ? text : text())) ? "Copied" : "Not copied");
    setTimeout(() => setState(""), 1500);
  };
  return (
    <button type="button" class="copy" onClick={click} aria-live="polite">
      {state || label}
    </button>
  );
}
