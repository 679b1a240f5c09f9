import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ContractHints,
  contractOf,
  dataOptions,
  type InferredContract,
  inferContract,
  profileFile,
  renderProjectFile,
} from "#ingestion";
import * as fc from "fast-check";
import { parse } from "yaml";
import { yamlText } from "#src/ingestion/project-file.js";
import { type IngestionBench, openIngestionBench } from "./ingestion-bench.js";

let bench: IngestionBench;
beforeAll(async () => {
  bench = await openIngestionBench();
});
afterAll(() => bench.close());

async function infer(content: string, hints: ContractHints): Promise<InferredContract> {
  const path = await bench.write("profiled.csv", content);
  return inferContract(await profileFile(path, bench.ports.reader, hints.label), hints);
}

/** A file of 40 rows: the named columns, each made from the row's number, and a label that is Yes in every third row. */
async function inferColumns(columns: Readonly<Record<string, (row: number) => string>>): Promise<InferredContract> {
  const rows = Array.from({ length: 40 }, (_, row) => [
    ...Object.values(columns).map((make) => `"${make(row).replaceAll('"', '""')}"`),
    row % 3 === 0 ? "Yes" : "No",
  ]);
  const header = [...Object.keys(columns).map((name) => `"${name.replaceAll('"', '""')}"`), "churned"];
  return infer([header, ...rows].map((row) => row.join(",")).join("\n"), { label: "churned", key: [] });
}

const day = (row: number): Date => new Date(Date.UTC(2024, 0, 1 + row));
const epoch = (row: number): string => String(day(row % 9).getTime() / 1000);
const two = (value: number): string => String(value).padStart(2, "0");

describe("inferContract", () => {
  test("guesses the Telco contract as a person would write it", async () => {
    const path = new URL("../../examples/telco-churn/data/telco-churn.csv", import.meta.url).pathname;
    const profile = await profileFile(path, bench.ports.reader, "Churn");
    const { contract, featureColumns, excluded } = inferContract(profile, { label: "Churn" });
    expect(contract.entity).toEqual(["customerID"]);
    expect(contract.label).toEqual({ column: "Churn", positive: "Yes" });
    expect(contract.columns["tenure"]).toEqual({ type: "integer", range: [0, null] });
    expect(contract.columns["TotalCharges"]).toEqual({ type: "number", range: [0, null], missing: [" "] });
    expect(contract.columns["Contract"]).toEqual({
      type: "category",
      domain: ["Month-to-month", "One year", "Two year"],
    });
    expect(contract.columns["SeniorCitizen"]).toEqual({ type: "integer", range: [0, 1] });
    expect(excluded).toEqual({});
    expect(featureColumns).toHaveLength(19);
  });

  test.each([
    ["whole numbers", (row: number) => String(row % 7), { type: "integer", range: [0, null] }],
    ["numbers with signs", (row: number) => String(row - 20.5), { type: "number" }],
    [
      "numbers with a few infinities",
      (row: number) => (row === 3 ? "inf" : `${row % 5}.5`),
      { type: "number", range: [0, null] },
    ],
    [
      "numbers with NA",
      (row: number) => (row % 9 === 0 ? "NA" : `${row % 5}.5`),
      { type: "number", range: [0, null], missing: ["NA"] },
    ],
    ["decimal commas", (row: number) => `${row},5`, { type: "number", decimal: "," }],
    ["truth values", (row: number) => String(row % 2 === 0), { type: "boolean" }],
    ["ISO dates", (row: number) => day(row).toISOString().slice(0, 10), { type: "date" }],
    ["ISO times", (row: number) => day(row).toISOString(), { type: "timestamp" }],
    [
      "days first",
      (row: number) => `${two(day(row).getUTCDate())}/${two(day(row).getUTCMonth() + 1)}/2024`,
      { type: "date", format: "DD/MM/YYYY" },
    ],
    [
      "months first",
      (row: number) => `${two(day(row).getUTCMonth() + 1)}/${two(day(row).getUTCDate())}/2024`,
      { type: "date", format: "MM/DD/YYYY" },
    ],
    [
      "dotted dates",
      (row: number) => `${two(day(row).getUTCDate())}.${two(day(row).getUTCMonth() + 1)}.2024`,
      { type: "date", format: "DD.MM.YYYY" },
    ],
    [
      "dates with never as a gap",
      (row: number) => (row % 8 === 0 ? "" : day(row).toISOString().slice(0, 10)),
      { type: "date" },
    ],
    [
      "levels of which one is None",
      (row: number) => ["None", "DSL"][row % 2]!,
      { type: "category", domain: ["DSL", "None"] },
    ],
    ["free text", (row: number) => `note number ${row}`, { type: "text" }],
  ])("recognises %s", async (_, make, spec) => {
    const { contract } = await inferColumns({ value: make });
    expect(contract.columns["value"]).toEqual(spec);
  });

  test("reads epoch seconds only where the name speaks of time", async () => {
    const { contract } = await inferColumns({ created_at: epoch, balance: epoch });
    expect(contract.columns["created_at"]).toMatchObject({ type: "timestamp", format: "epoch-seconds" });
    expect(contract.columns["balance"]).toMatchObject({ type: "integer" });
  });

  test("leaves ids, constants, free text and leaks out of the features, and says why", async () => {
    const { featureColumns, excluded } = await inferColumns({
      token: (row) => `x${(row * 7919) % 40}`,
      row: (row) => String(row + 1),
      same: () => "a",
      honest: (row) => String((row * 31) % 17),
      copied: (row) => (row % 3 === 0 ? "left" : "stayed"),
      ChurnReason: (row) => ["price", "service"][row % 2]!,
      closed: (row) => (row % 3 === 0 ? "2024-01-01" : ""),
    });
    expect(featureColumns).toEqual(["honest"]);
    expect(Object.keys(excluded)).toEqual(["token", "row", "same", "copied", "ChurnReason", "closed"]);
    expect(excluded["token"]).toMatch(/looks like an id/);
    expect(excluded["copied"]).toMatch(/AUC 1\.000/);
    expect(excluded["ChurnReason"]).toMatch(/its name says/);
    expect(excluded["closed"]).toMatch(/whether it has a value tells the label/);
  });

  test.each([
    ["Yes,No,No", "Yes"],
    ["1,0,1", "1"],
    ["true,false,true", "true"],
    ["churned,active,churned", "churned"],
    ["N,Y,N", "Y"],
    ["<=50K,>50K,<=50K", ">50K"],
  ])("takes the positive class of %s to be %s", async (labels, positive) => {
    const content = `x,y\n${labels
      .split(",")
      .map((label, row) => `${row},${label}`)
      .join("\n")}\n`;
    expect((await infer(content, { label: "y" })).contract.label.positive).toBe(positive);
  });

  test("refuses a positive class that does not occur, and a key that is not there", async () => {
    await expect(infer("x,y\n1,a\n2,b\n", { label: "y", positive: "c" })).rejects.toMatchObject({
      code: "ingestion/positive-class-missing",
    });
    await expect(infer("x,y\n1,a\n2,b\n", { label: "y", key: ["z"] })).rejects.toMatchObject({
      code: "ingestion/key-missing",
    });
  });
});

describe("renderProjectFile", () => {
  test("writes a file that reads back as the same contract, with awkward names and levels", async () => {
    const inferred = await inferColumns({
      'a "b": #c': (row) => ["yes", "null", "1", "- x", "{a}", "é\u00a0", "it's"][row % 7]!,
      "größe, m": (row) => `${row % 9}.5`,
      "2024": (row) => (row % 9 === 0 ? "?" : String(row)),
    });
    const read = parse(renderProjectFile(inferred, { name: "my project: 1", source: "data/x.csv" })) as Record<
      string,
      unknown
    >;
    expect(read["name"]).toBe("my project: 1");
    expect(contractOf(dataOptions.parse(read["data"]))).toEqual(inferred.contract);
    expect(read["features"]).toEqual(inferred.featureColumns);
  });

  test("gives a column with a reserved name a feature of another name", async () => {
    const inferred = await inferColumns({ arm: (row) => String(row % 7), age: (row) => String(row % 9) });
    const heading = { name: "shop", source: "x.csv", reserved: ["arm"] };
    const { features } = parse(renderProjectFile(inferred, heading)) as { readonly features: readonly unknown[] };

    expect(inferred.featureColumns).toContain("arm");
    expect(features).toContainEqual({ name: "arm_value", expression: "arm" });
  });

  test("quotes any text so that YAML reads the same text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary", maxLength: 8 })), (text) => {
        expect(parse(`{ key: ${yamlText(text)} }`)).toEqual({ key: text });
      }),
    );
  });
});
