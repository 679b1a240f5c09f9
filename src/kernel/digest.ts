import { createHash } from "node:crypto";

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** SHA-256 of bytes or UTF-8 text, 64 lower-case hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

const isPlain = (value: unknown): boolean => value === null || typeof value !== "object";

/**
 * JSON text with keys in the order of their UTF-16 code units and no spaces, so equal values have equal text. Undefined members
 * are left out; what JSON cannot hold (NaN, infinities, functions) is null.
 */
export function canonicalJson(value: unknown): string {
  if (isPlain(value)) return JSON.stringify(value) ?? "null";
  // Long lists of numbers and texts have one spelling only, and the built-in writes them much faster.
  if (Array.isArray(value)) {
    return value.every(isPlain) ? JSON.stringify(value) : `[${value.map(canonicalJson).join(",")}]`;
  }
  const members = Object.entries(value as object)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** SHA-256 of a value's {@link canonicalJson}. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
