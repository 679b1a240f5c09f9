import { conflict, DriftloopError, externalFailure, invalidInput, messageOf, notFound, notReady } from "#kernel";
import { describe, expect, test } from "vitest";

describe("the five kinds of error", () => {
  test.each([
    ["InvalidInput", invalidInput],
    ["NotFound", notFound],
    ["Conflict", conflict],
    ["NotReady", notReady],
  ] as const)("%s carries code, message and details", (kind, make) => {
    const error = make("area/reason", "what and where", { row: 3 });

    expect(error).toBeInstanceOf(DriftloopError);
    expect(error).toMatchObject({
      kind,
      name: kind,
      code: "area/reason",
      message: "what and where",
      details: { row: 3 },
    });
  });

  test("ExternalFailure keeps its cause", () => {
    const cause = new Error("disk full");

    expect(externalFailure("lake/write", "cannot write", { cause })).toMatchObject({
      kind: "ExternalFailure",
      cause,
      details: {},
    });
  });
});

describe("messageOf", () => {
  test("is the message of an error and the text of anything else", () => {
    expect([messageOf(new TypeError("no")), messageOf("no"), messageOf(undefined)]).toEqual(["no", "no", "undefined"]);
  });
});
