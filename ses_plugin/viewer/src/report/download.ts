// Rows as files, made in the browser.
import type { Entry, Row } from "./types";

export function download(name: string, type: string, parts: string[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export const jsonLines = (entries: Entry[]): string[] => entries.map((entry) => `${JSON.stringify(entry)}\n`);

// A spreadsheet takes a text that begins like a formula for one: an apostrophe keeps it a text.
function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const COLUMNS = ["id", "level", "outcome", "flags", "confidence", "tokens", "calls", "candidates", "right_candidates"];

export function csv(rows: Row[]): string[] {
  const lines = rows.map((row) => [
    row.id, row.level, row.outcome, row.flags.join(" "), row.confidence, row.tokens, row.calls,
    row.strip.length, row.strip.filter((each) => each.outcome === "right").length,
  ]);
  return [COLUMNS, ...lines].map((line) => `${line.map(field).join(",")}\r\n`);
}
