import { createHash } from "node:crypto";
import { canonicalJson, digestOf, sha256 } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, withKeysReversed(member)]),
  );
}

describe("canonicalJson", () => {
  test("writes keys in order, without spaces and without undefined members", () => {
    const value = { b: [1, { z: null, a: "ü\n" }], a: undefined, A: true, "10": 1, "9": 2 };

    expect(canonicalJson(value)).toBe('{"10":1,"9":2,"A":true,"b":[1,{"a":"ü\\n","z":null}]}');
  });

  test("is null where JSON has no value", () => {
    expect(canonicalJson([undefined, Number.NaN, Number.POSITIVE_INFINITY, () => 1])).toBe("[null,null,null,null]");
  });

  test("is JSON that reads back as the value, and its own canonical text", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        const back: unknown = JSON.parse(text);
        expect(canonicalJson(back)).toBe(text);
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("does not depend on the order in which keys were added", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe("digestOf", () => {
  test("is SHA-256 of the canonical text: equal values have equal digests, others do not", () => {
    const text = createHash("sha256").update('{"a":1,"b":2}').digest("hex");

    expect(digestOf({ b: 2, a: 1 })).toBe(text);
    expect(digestOf({ a: 1, b: "2" })).not.toBe(text);
  });
});

describe("sha256", () => {
  // FIPS 180-4, example "abc" (NIST, SHA256.pdf).
  test("gives the digest of the standard's example, for text and bytes alike", () => {
    const expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    expect(sha256("abc")).toBe(expected);
    expect(sha256(Uint8Array.of(97, 98, 99))).toBe(expected);
  });
});
