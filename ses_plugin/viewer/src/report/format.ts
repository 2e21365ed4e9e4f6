import type { Value } from "./types";

const NONE = "\u2013";
const MINUS = "\u2212";

const sign = (text: string) => text.replace("-", MINUS);

/** Return a number with so many digits, rounded as Python rounds: the text of the report says the same. */
export function fixed(number: number, digits: number): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: "halfEven" };
  return sign(number.toLocaleString("en", options as Intl.NumberFormatOptions));
}

/** Return a share in percent. */
export const percent = (share: number | null, digits = 1) =>
  share === null ? NONE : `${fixed(share * 100, digits)}\u202F%`;

/** Return a number with its unit, as short as it is still useful. */
export function quantity(value: number | null, unit: string): string {
  if (value === null) return NONE;
  if (unit === "share") return percent(value);
  if (unit === "dollars" || unit === "usd" || unit === "USD") return `$${fixed(value, Math.abs(value) < 1 ? 4 : 2)}`;
  if (unit === "seconds") return `${fixed(value, value < 10 ? 2 : 1)} s`;
  return number(value);
}

export function number(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) return fixed(value, 0);
  return fixed(value, Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 3);
}

/** Return an interval, in percent for shares. "" where there is none. */
export function interval({ low, high }: Pick<Value, "low" | "high">, unit: string): string {
  if (low === null || high === null) return "";
  if (unit === "share") return `${fixed(low * 100, 1)} to ${fixed(high * 100, 1)}`;
  return `${number(low)} to ${number(high)}`;
}

/** Return a difference with its sign; of shares, in percentage points. */
export function difference(value: number | null, unit: string): string {
  if (value === null) return NONE;
  const text = unit === "share" ? `${fixed(value * 100, 1)}\u202Fpp` : number(value);
  return value > 0 ? `+${text}` : text;
}

/** Return a value of settings or features as text. */
export function plain(value: unknown): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  return typeof value === "boolean" ? (value ? "yes" : "no") : JSON.stringify(value);
}

/** Return a name of the data for reading: "selection_loss" is "selection loss". */
export const words = (name: string) => name.replaceAll("_", " ");

/** Return a size in characters. */
export function size(text: string): string {
  const length = text.length;
  return length < 1000 ? `${length} characters` : `${fixed(length / 1000, length < 10_000 ? 1 : 0)}k characters`;
}

export const plural = (count: number, word: string) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
