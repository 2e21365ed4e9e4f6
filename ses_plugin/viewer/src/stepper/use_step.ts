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

const listed = (lines: Iterable<number>) => [...lines].sort((a, b) => a - b).join(",");

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
  const shown = useRef(breakpoints);
  shown.current = breakpoints;
  const untouched = useRef(true);
  const writes = useRef(false);
  useEffect(() => {
    if (!inHash) return;
    if (untouched.current) {
      untouched.current = false;
      return;
    }
    const timer = setTimeout(() => {
      writes.current = true; // keys may have been pressed since: the address must not lead back
      writeHash({ step: String(now()), break: listed(shown.current) }, { replace: true });
      writes.current = false;
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [step, breakpoints, inHash]);
  useEffect(() => {
    if (!inHash) return;
    const follow = () => {
      if (writes.current) return;
      const asked = read(last);
      if (readHash().step !== undefined) go(asked.step);
      const lines = new Set(asked.lines);
      if (listed(lines) !== listed(shown.current)) setBreakpoints(lines);
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, [inHash, last]);
  return { step, now, go, breakpoints, toggle };
}
