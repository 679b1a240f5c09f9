import { lastMoment, moment, positiveInteger, tableVersion } from "#src/cli/commands/arguments.js";
import { expect, test } from "vitest";

test.each(["", " ", "-1", "1.5", "1e3", "0x10", "many", "9007199254740993", "Infinity"])(
  "%j is neither a count nor a version",
  (text) => {
    expect(() => positiveInteger(text)).toThrow(/whole number, 1 or more/);
    expect(() => tableVersion(text)).toThrow(/version number, 0 or more/);
  },
);

test("whole numbers are read; 0 is a version but no count", () => {
  expect([positiveInteger("1"), positiveInteger("250"), tableVersion("0"), tableVersion("12")]).toEqual([
    1, 250, 0, 12,
  ]);
  expect(() => positiveInteger("0")).toThrow(/whole number/);
});

test("a date begins a range at its first moment and ends one at its last; an instant is itself", () => {
  expect(moment("2026-01-31")).toBe(Date.parse("2026-01-31T00:00:00.000Z"));
  expect(lastMoment("2026-01-31")).toBe(Date.parse("2026-01-31T23:59:59.999Z"));
  expect(lastMoment("2026-01-31T06:00:00Z")).toBe(Date.parse("2026-01-31T06:00:00Z"));
  expect(() => lastMoment("yesterday")).toThrow(/2026-01-31/);
});
