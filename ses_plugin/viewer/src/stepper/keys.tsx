import { useEffect, useRef } from "preact/hooks";

export type Keys = Record<string, () => void>;

const isField = (target: EventTarget | null) =>
  (target instanceof HTMLInputElement && target.type !== "range") || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

/** While `active`, call what `keys` says when a key is pressed. Text fields and open dialogs keep their own keys. */
export function useKeys(keys: Keys, active: boolean): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!active) return;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (document.querySelector("dialog[open]") || isField(event.target)) return;
      const action = latest.current[event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [active]);
}

const HELP: [string[], string][] = [
  [["\u2192"], "step"],
  [["\u2190"], "back"],
  [["\u2193"], "step over calls"],
  [["\u2191"], "back over calls"],
  [["o"], "run until this call is left"],
  [["r", "R"], "run to the next breakpoint, back to the one before"],
  [["v", "V"], "next visit of this line, the one before"],
  [["b"], "set or clear a breakpoint in this line"],
  [["x"], "next exception"],
  [["d"], "first divergence (debugger)"],
  [["Page Up", "Page Down"], "100 steps"],
  [["Home", "End"], "beginning, end"],
];

/** A button that shows the keys. */
export function KeysButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="quiet" onClick={() => dialog.current?.showModal()}>Keys</button>
      <dialog ref={dialog} class="keys" aria-label="Keys" onClick={(event) => event.target === dialog.current && dialog.current?.close()}>
        <h2>Keys</h2>
        <dl>
          {HELP.map(([keys, text]) => <div><dt>{keys.map((key) => <kbd>{key}</kbd>)}</dt><dd>{text}</dd></div>)}
        </dl>
        <p class="dim">Click a line's number for a breakpoint, the count beside it for the line's next visit. Point at an expression for its value.</p>
        <form method="dialog"><button type="submit">Close</button></form>
      </dialog>
    </>
  );
}
