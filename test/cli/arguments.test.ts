import { positiveInteger, tableVersion } from "#src/cli/commands/arguments.js";
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
