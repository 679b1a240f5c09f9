import { defineFeatures, type FeatureOption, featureOptions, reservedNames } from "#features";
import { describe, expect, test } from "vitest";
import { contract } from "./contract.js";

const define = (...options: readonly unknown[]): ReturnType<typeof defineFeatures> =>
  defineFeatures(
    options.map((option): FeatureOption => featureOptions.parse(option)),
    contract,
  );

describe("defineFeatures", () => {
  test("takes a column by its name, with the kind of its type", () => {
    const kinds = define("tenure", "charge", "senior", "plan", "city").map(({ name, kind, text, columns }) => [
      name,
      kind,
      text,
      columns,
    ]);

    expect(kinds).toEqual([
      ["tenure", "number", "tenure", ["tenure"]],
      ["charge", "number", "charge", ["charge"]],
      ["senior", "number", "senior", ["senior"]],
      ["plan", "category", "plan", ["plan"]],
      ["city", "category", "city", ["city"]],
    ]);
  });

  test("takes an expression with the columns it reads", () => {
    const [age, greeting] = define(
      { name: "age", expression: "days_between(since, at)", whenMissing: "median" },
      { name: "greeting", expression: "plan || ' in ' || city" },
    );

    expect(age).toMatchObject({ kind: "number", columns: ["since", "at"], whenMissing: "median" });
    expect(greeting).toMatchObject({ kind: "category", columns: ["plan", "city"], whenMissing: "keep" });
  });

  test("calls a feature actionable when one of its columns is, unless the option says otherwise", () => {
    const flags = define(
      "plan",
      "tenure",
      { name: "both", expression: "plan || city" },
      { name: "not", expression: "plan", actionable: false },
      { name: "yes", expression: "tenure", actionable: true },
    ).map(({ actionable }) => actionable);

    expect(flags).toEqual([true, false, true, false, true]);
  });

  test.each([
    ["a column that is not there", "tenur", "features/unknown-column", 'Did you mean "tenure"?'],
    ["an inherited property", "constructor", "features/unknown-column", '"constructor" is not a column'],
    ["the label", "churned", "features/uses-label", '"churned"'],
    [
      "the label in an expression",
      { name: "x", expression: "if(churned = 'Yes', 1, 0)" },
      "features/uses-label",
      "know the answer",
    ],
    ["a timestamp", "at", "features/timestamp", "days_between(at, other)"],
    ["a date", "since", "features/timestamp", "month(since)"],
    [
      "an expression that is a timestamp",
      { name: "x", expression: "coalesce(since, at)" },
      "features/timestamp",
      '"x"',
    ],
  ])("refuses %s", (_, option, code, message) => {
    expect(() => define(option)).toThrow(
      expect.objectContaining({ kind: "InvalidInput", code, message: expect.stringContaining(message) }),
    );
  });

  test.each(reservedNames)("refuses the name %s, which feature tables use themselves", (name) => {
    expect(() => define({ name, expression: "tenure + 1" })).toThrow(
      expect.objectContaining({ code: "features/reserved-name" }),
    );
  });

  test("refuses two features of one name", () => {
    expect(() => define("tenure", { name: "tenure", expression: "tenure * 2" })).toThrow(
      expect.objectContaining({ code: "features/duplicate" }),
    );
  });
});
