import { formatCount, plural } from "#kernel";
import { expect, test } from "vitest";

test("counts are written with thousands apart, and with their noun in the right number", () => {
  expect(formatCount(7043)).toBe("7,043");
  expect([0, 1, 2, 1234].map((count) => plural(count, "row"))).toEqual(["0 rows", "1 row", "2 rows", "1,234 rows"]);
  expect(plural(1, "entity", "entities")).toBe("1 entity");
  expect(plural(3, "entity", "entities")).toBe("3 entities");
});
