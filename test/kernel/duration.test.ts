import { formatDuration, parseDuration } from "#kernel";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("parseDuration", () => {
  test.each([
    ["340ms", 340],
    ["1.5s", 1500],
    ["5 min", 300_000],
    ["2h", 7_200_000],
    ["90d", 7_776_000_000],
    [" 1w ", 604_800_000],
    ["0d", 0],
  ])("reads %s", (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each(["", "90", "d", "-1d", "1 month", "1d 2h", "1e3s", "1.s", "١d"])(
    "refuses %j and says what to write",
    (text) => {
      expect(() => parseDuration(text)).toThrow(
        expect.objectContaining({
          kind: "InvalidInput",
          code: "duration/unreadable",
          message: expect.stringContaining("90d"),
        }),
      );
    },
  );
});

describe("formatDuration", () => {
  test.each([
    [0, "0 ms"],
    [340.4, "340 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [12_345, "12.3 s"],
    [59_949, "59.9 s"],
    [59_960, "1 min 00 s"],
    [245_000, "4 min 05 s"],
    [119_600, "2 min 00 s"],
  ])("tells %d ms as %s", (durationMs, expected) => {
    expect(formatDuration(durationMs)).toBe(expected);
  });

  test("never tells 60 seconds or 1,000 milliseconds", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (durationMs) => {
        expect(formatDuration(durationMs)).not.toMatch(/^1000 ms|^60\.0 s| 60 s/);
      }),
    );
  });
});
