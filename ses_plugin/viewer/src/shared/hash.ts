// The state of a page is in the hash of its address, so that a view can be sent: `#view=item&id=7`.
import { useEffect, useState } from "preact/hooks";

export type HashState = Record<string, string>;

/** Return the state in a hash: `#key=value&…`. A key without a value is "". */
export function parseHash(hash: string): HashState {
  return Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
}

/** Return the hash of a state. Empty values are left out, and the keys are sorted. */
export function formatHash(state: HashState): string {
  const entries = Object.entries(state).filter(([, value]) => value !== "");
  return `#${new URLSearchParams(entries.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}

export const readHash = (): HashState => parseHash(location.hash);

/** Change keys of the state; "" removes one. `replace` adds no step to the browser's history. */
export function writeHash(changes: HashState, { replace = false } = {}): void {
  const hash = formatHash({ ...readHash(), ...changes });
  if (hash === location.hash || (hash === "#" && location.hash === "")) return;
  if (replace) history.replaceState(null, "", hash);
  else history.pushState(null, "", hash);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

/** The state in the hash, for a component: it is drawn again when the hash changes. */
export function useHash(): HashState {
  const [state, setState] = useState(readHash);
  useEffect(() => {
    const read = () => setState(readHash());
    addEventListener("hashchange", read);
    addEventListener("popstate", read);
    return () => {
      removeEventListener("hashchange", read);
      removeEventListener("popstate", read);
    };
  }, []);
  return state;
}
