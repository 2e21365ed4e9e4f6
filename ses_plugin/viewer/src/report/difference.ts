// Where two outputs first differ. It only places a mark: whether they are the same was decided by the judge.

const strip = (line: string) => line.replace(/\s+$/, "");

/** Return the place in `text` of its first difference from `reference`, or null: spaces at ends do not count. */
export function firstDifference(reference: string, text: string): number | null {
  const [before, after] = [strip(reference).split("\n"), text.split("\n")];
  const last = strip(text).split("\n").length;
  let place = 0;
  for (let number = 0; number < Math.max(before.length, last); number++) {
    if (number >= last) return strip(text).length;
    const [a, b] = [strip(before[number] ?? ""), strip(after[number] ?? "")];
    if (number >= before.length) return place;
    if (a !== b) {
      let same = 0;
      while (same < a.length && same < b.length && a[same] === b[same]) same++;
      return place + same;
    }
    place += (after[number]?.length ?? 0) + 1;
  }
  return null;
}

/** Return line and column of a place, from 1. */
export function lineAndColumn(text: string, place: number): [number, number] {
  const before = text.slice(0, place);
  return [before.split("\n").length, place - before.lastIndexOf("\n")];
}
