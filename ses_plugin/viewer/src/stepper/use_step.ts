import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { readHash, writeHash } from "../shared/hash";
import type { Timeline } from "./timeline";

// Browsers drop changes of the address that come too often: it follows a moment later.
const QUIET_MS = 250;

export interface Stepping {
  step: number;
  /** The step at this moment: what is shown may be one behind while a key is held. */
  now: () => number;
  go: (step: number) => void;
  breakpoints: ReadonlySet<number>;
  toggle: (line: number) => void;
}

const read = (last: number) => {
  const state = readHash();
  const step = Number(state.step ?? 0);
  const lines = (state.break ?? "").split(",").map(Number).filter((line) => Number.isInteger(line) && line > 0);
  return { step: Number.isInteger(step) ? Math.max(0, Math.min(step, last)) : 0, lines };
};

/** The step that is shown, and the breakpoints; with `inHash` they are in the page's address: `#break=3&step=7`. */
export function useStepping(timeline: Timeline | null, inHash: boolean, first = 0): Stepping {
  const last = timeline?.last ?? 0;
  const start = useMemo(() => (inHash && readHash().step !== undefined ? read(last) : { step: first, lines: inHash ? read(last).lines : [] }), []);
  const [step, setStep] = useState(start.step);
  const [breakpoints, setBreakpoints] = useState<ReadonlySet<number>>(() => new Set(start.lines));
  const latest = useRef(start.step);
  const now = useCallback(() => latest.current, []);
  const go = useCallback(
    (other: number) => {
      latest.current = Math.max(0, Math.min(other, last));
      setStep(latest.current);
    },
    [last],
  );
  const toggle = useCallback((line: number) => {
    setBreakpoints((old) => {
      const lines = new Set(old);
      if (!lines.delete(line)) lines.add(line);
      return lines;
    });
  }, []);
  const shown = useRef({ step, breakpoints });
  const untouched = useRef(true);
  shown.current = { step, breakpoints };
  useEffect(() => {
    if (!inHash) return;
    if (untouched.current) {
      untouched.current = false;
      return;
    }
    const lines = [...breakpoints].sort((a, b) => a - b).join(",");
    const timer = setTimeout(() => writeHash({ step: String(step), break: lines }, { replace: true }), QUIET_MS);
    return () => clearTimeout(timer);
  }, [step, breakpoints, inHash]);
  useEffect(() => {
    if (!inHash) return;
    const follow = () => {
      const asked = read(last);
      if (readHash().step !== undefined) go(asked.step);
      if (asked.lines.join() !== [...shown.current.breakpoints].sort((a, b) => a - b).join()) setBreakpoints(new Set(asked.lines));
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [inHash, last]);
  return { step, now, go, breakpoints, toggle };
}
