// The entries of the runs: read block by block, when one is opened, or all of a run when they are searched.
import { useEffect, useState } from "preact/hooks";
import { readBlock } from "../shared/data";
import type { Entry, Head, Row } from "./types";
import { isProblem } from "./types";

const complete = new Promise<void>((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", () => resolve());
});

export class Store {
  #blocks = new Map<string, Promise<Entry[]>>();
  #texts = new Map<number, string[]>();
  #loads = new Map<number, Promise<void>>();

  constructor(readonly head: Head) {}

  async #block(run: number, block: number): Promise<Entry[]> {
    await complete;
    const name = `run-${run}-${block}`;
    const known = this.#blocks.get(name) ?? readBlock<Entry[]>(name);
    this.#blocks.set(name, known);
    return known;
  }

  /** Return a whole entry. */
  async entry(run: number, row: Row): Promise<Entry> {
    const entry = (await this.#block(run, row.block))[row.place];
    if (!entry) throw new Error(`the page has no entry "${row.id}"`);
    return entry;
  }

  /** Return the texts that a search looks at, in lower case, in the order of the rows. "" where not read yet. */
  texts(run: number): string[] {
    const known = this.#texts.get(run) ?? this.head.runs[run]?.rows.map((row) => row.id.toLowerCase()) ?? [];
    this.#texts.set(run, known);
    return known;
  }

  /** Read all entries of a run for searches, a block at a time, so that the page stays alive. */
  readAll(run: number): Promise<void> {
    const known = this.#loads.get(run) ?? this.#readAll(run);
    this.#loads.set(run, known);
    return known;
  }

  async #readAll(run: number): Promise<void> {
    const texts = this.texts(run);
    const rows = this.head.runs[run]?.rows ?? [];
    let last = performance.now();
    for (const [number, row] of rows.entries()) {
      texts[number] = searchText(await this.entry(run, row));
      if (performance.now() - last > 12) {
        await new Promise((resolve) => setTimeout(resolve));
        last = performance.now();
      }
    }
  }
}

// Replies are not searched: they repeat the programs, and would make every word match.
function searchText(entry: Entry): string {
  const parts = [entry.id, entry.level ?? "", entry.entry_point ?? "", ...entry.flags];
  if (isProblem(entry)) {
    const candidates = [...entry.candidates, ...(entry.oracle ?? [])];
    parts.push(entry.statement, ...candidates.map((each) => each.program ?? ""));
    parts.push(...entry.tests.flatMap((test) => [test.input, test.expected ?? ""]));
  } else {
    parts.push(entry.cluster, entry.program, entry.input, entry.expected);
    parts.push(...entry.replies.map((reply) => reply.answer ?? ""));
  }
  return [...new Set(parts)].join("\n").toLowerCase();
}

/** Return an entry, or undefined until it is read. */
export function useEntry(store: Store, run: number, row: Row | undefined): Entry | Error | undefined {
  const [found, setFound] = useState<{ row: Row; entry: Entry | Error }>();
  useEffect(() => {
    let wanted = true;
    if (row) {
      store.entry(run, row).then(
        (entry) => wanted && setFound({ row, entry }),
        (error) => wanted && setFound({ row, entry: error as Error }),
      );
    }
    return () => { wanted = false; };
  }, [store, run, row]);
  return found && found.row === row ? found.entry : undefined;
}
