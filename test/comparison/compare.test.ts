import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "#adapters/duckdb";
import { compatVersions } from "#monitoring";
import { driftCompare, type DriftCompareRequest, type DriftCompareResult } from "#comparison";
import { createRandom } from "#kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const clock = { now: () => Date.UTC(2026, 0, 1) };
const folder = mkdtempSync(join(tmpdir(), "driftloop-comparison-"));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Customer {
  readonly charge: number | null;
  readonly seats: number;
  readonly plan: string | null;
}

function customers(rows: number, seed: string, shift: number): readonly Customer[] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, () => ({
    charge: random.uniform() < 0.05 ? null : Math.round((random.normal() + shift) * 1000) / 1000,
    seats: random.integer(5),
    plan: random.uniform() < 0.1 ? null : `plan ${random.integer(4)}`,
  }));
}

const csvOf = (rows: readonly Customer[]): string =>
  ["charge,seats,plan", ...rows.map(({ charge, seats, plan }) => `${charge ?? ""},${seats},${plan ?? "NA"}`)].join(
    "\n",
  );

const before = customers(3000, "before", 0);
const after = customers(900, "after", 0.8);

async function writeParquet(csv: string, parquet: string, packing = "snappy"): Promise<void> {
  const database = await openDuckdb({});
  try {
    await database.run(
      `COPY (SELECT * FROM read_csv('${at(csv)}', nullstr = ['NA', ''])) TO '${at(parquet)}' (FORMAT parquet, COMPRESSION ${packing})`,
    );
  } finally {
    await database.close();
  }
}

beforeAll(async () => {
  writeFileSync(at("before.csv"), csvOf(before));
  writeFileSync(at("after.csv"), csvOf(after));
  for (const part of [0, 1, 2]) {
    writeFileSync(at(`part-${part}.csv`), csvOf(after.filter((_, row) => row % 3 === part)));
  }
  await writeParquet("before.csv", "before.parquet");
  await writeParquet("after.csv", "after.parquet");
});

const compare = (
  reference: string,
  current: readonly string[],
  more: Partial<DriftCompareRequest> = {},
): Promise<DriftCompareResult> =>
  driftCompare(
    {
      reference: at(reference),
      current: current.map(at),
      without: [],
      compat: false,
      html: null,
      saveReference: null,
      ...more,
    },
    clock,
  );

/** What does not depend on how the rows came. */
const numbersOf = ({ columns, drifted, distributions, referenceId }: DriftCompareResult): unknown => ({
  columns,
  drifted,
  distributions,
  referenceId,
});

describe("two files", () => {
  test("are compared column by column: numbers as numbers, texts as levels", async () => {
    const found = await compare("before.csv", ["after.csv"]);
    expect(found.columns.map(({ column, kind, status }) => [column, kind, status])).toEqual([
      ["charge", "numeric", "compared"],
      ["seats", "numeric", "compared"],
      ["plan", "category", "compared"],
    ]);
    expect(found.drifted).toEqual(["charge"]);
    expect([found.reference.rows, found.current.rows]).toEqual([3000, 900]);
  });

  test("give the same numbers from Parquet, where nothing is spelled out, as from text", async () => {
    const fromText = await compare("before.csv", ["after.csv"]);
    expect(numbersOf(await compare("before.parquet", ["after.parquet"]))).toEqual(numbersOf(fromText));
    expect(numbersOf(await compare("before.csv", ["after.parquet"]))).toEqual(numbersOf(fromText));
  });

  test("give the same numbers where a file is found to be no plain one only while it is read", async () => {
    const whole = readFileSync(at("after.parquet"));
    const changed = Buffer.from(whole);
    // The encodings of a page's levels, RLE and RLE as zigzag; the second, which no flat column uses, becomes BIT_PACKED as in old files.
    changed[changed.indexOf(Buffer.from("15061506", "hex")) + 3] = 8;
    expect(changed.equals(whole)).toBe(false);
    writeFileSync(at("old.parquet"), changed);
    expect(numbersOf(await compare("before.parquet", ["old.parquet"]))).toEqual(
      numbersOf(await compare("before.parquet", ["after.parquet"])),
    );
  });

  test.each(["snappy", "zstd"])(
    "are refused in one sentence where no reader can read one of them (%s)",
    async (packing) => {
      await writeParquet("after.csv", "damaged.parquet", packing);
      const changed = readFileSync(at("damaged.parquet"));
      changed.fill(255, 60, 1500);
      writeFileSync(at("damaged.parquet"), changed);
      await expect(compare("before.parquet", ["damaged.parquet"])).rejects.toMatchObject({
        code: "ingestion/not-a-table",
        message: expect.stringMatching(
          /damaged\.parquet begins like a Parquet file but cannot be read as one \([^']+\);/u,
        ),
      });
    },
  );

  test("give the same numbers when the current rows come in parts, in any order", async () => {
    const whole = numbersOf(await compare("before.csv", ["after.csv"]));
    expect(numbersOf(await compare("before.csv", ["part-0.csv", "part-1.csv", "part-2.csv"]))).toEqual(whole);
    expect(numbersOf(await compare("before.csv", ["part-2.csv", "part-0.csv", "part-1.csv"]))).toEqual(whole);
  });

  test("without a common column are refused", async () => {
    writeFileSync(at("other.csv"), "a,b\n1,2\n");
    await expect(compare("before.csv", ["other.csv"])).rejects.toMatchObject({ code: "drift/no-common-column" });
  });

  test("lack a column that was to be left out: a slip, told with the columns there are", async () => {
    const request = compare("before.csv", ["after.csv"], { without: ["tenrue"] });
    await expect(request).rejects.toMatchObject({ code: "drift/unknown-column" });
    await expect(request).rejects.toThrow(/"tenrue".*there are/u);
  });

  test("that no path leads to are refused", async () => {
    await expect(compare("before.csv", ["nowhere.csv"])).rejects.toMatchObject({ code: "ingestion/file-not-found" });
    await expect(compare("nowhere.json", ["after.csv"])).rejects.toMatchObject({ code: "ingestion/file-not-found" });
  });
});

describe("a saved reference", () => {
  test("takes the place of its file: the same numbers, without the rows", async () => {
    const direct = await compare("before.parquet", ["after.parquet"], { saveReference: at("normal.json") });
    expect(direct.savedReference).toBe(at("normal.json"));
    expect(numbersOf(await compare("normal.json", ["after.parquet"]))).toEqual(numbersOf(direct));
  });

  test("is the same text from the same rows", async () => {
    await compare("before.parquet", ["after.parquet"], { saveReference: at("first.json") });
    await compare("before.csv", ["after.csv"], { saveReference: at("second.json") });
    expect(readFileSync(at("second.json"), "utf8")).toBe(readFileSync(at("first.json"), "utf8"));
  });

  test("that was changed afterwards is refused, and so is any other JSON", async () => {
    await compare("before.csv", ["after.csv"], { saveReference: at("changed.json") });
    writeFileSync(
      at("changed.json"),
      readFileSync(at("changed.json"), "utf8").replace('"rowCount":3000', '"rowCount":3001'),
    );
    await expect(compare("changed.json", ["after.csv"])).rejects.toMatchObject({ code: "drift/not-a-reference" });
    writeFileSync(at("any.json"), "{}");
    await expect(compare("any.json", ["after.csv"])).rejects.toMatchObject({ code: "drift/not-a-reference" });
  });
});

describe("the numbers of other tools", () => {
  const told = ({ compat }: DriftCompareResult): readonly (readonly [string, string])[] =>
    compat!.map(({ column, status }) => [column, status]);

  test("are left out unless they are asked for", async () => {
    expect((await compare("before.csv", ["after.csv"])).compat).toBeNull();
  });

  test("come from the rows of both files, however these are cut", async () => {
    const whole = await compare("before.parquet", ["after.parquet"], { compat: true });
    expect(told(whole)).toEqual([
      ["charge", "given"],
      ["seats", "given"],
      ["plan", "given"],
    ]);
    const parts = await compare("before.csv", ["part-2.csv", "part-0.csv", "part-1.csv"], { compat: true });
    expect(parts.compat).toEqual(whole.compat);
  });

  test("come from a saved reference for columns of levels and few values; the others say what is needed", async () => {
    const direct = await compare("before.csv", ["after.csv"], { compat: true, saveReference: at("compat.json") });
    const saved = await compare("compat.json", ["after.csv"], { compat: true });
    expect(saved.compat!.slice(1)).toEqual(direct.compat!.slice(1));
    expect(saved.compat![0]).toMatchObject({ column: "charge", status: "not given" });
  });

  test("name the values that they rest on, and stand on the page with version and convention", async () => {
    const { compat } = await compare("before.csv", ["after.csv"], { compat: true, html: at("compat.html") });
    const missing = after.filter(({ charge }) => charge === null).length;
    expect(compat![0]).toMatchObject({ column: "charge", rows: 900 - missing });
    const page = readFileSync(at("compat.html"), "utf8");
    for (const [tool, version] of Object.entries(compatVersions))
      expect(page.toLowerCase()).toContain(`${tool} ${version}`);
    expect(page).toContain("jensen_shannon");
    expect(page).toContain("raw/over-max(std0-reference,0.001)");
  });

  test("are those of the versions that the peers install", () => {
    for (const [tool, version] of Object.entries(compatVersions)) {
      const requirements = readFileSync(new URL(`../../bench/peers/${tool}/requirements.txt`, import.meta.url), "utf8");
      expect(requirements).toContain(`${tool}==${version}\n`);
    }
  });
});

describe("a text column that names its rows", () => {
  const keyed = (prefix: string, rows: number): string =>
    ["key,charge", ...Array.from({ length: rows }, (_, row) => `${prefix}${row},${row % 50}`)].join("\n");

  test("is not compared, and no test over all columns counts it", async () => {
    writeFileSync(at("keys-1.csv"), keyed("a", 400));
    writeFileSync(at("keys-2.csv"), keyed("b", 300));
    const found = await compare("keys-1.csv", ["keys-2.csv"], { compat: true });
    expect(found.columns[0]).toMatchObject({ column: "key", status: "failed" });
    expect(found.columns[1]).toMatchObject({ column: "charge", status: "compared" });
    expect(found.compat!.map(({ column }) => column)).toEqual(["charge"]);
    expect(found.drifted).toEqual([]);
  });

  test("is one only where no level comes twice, and there are many", async () => {
    writeFileSync(at("codes-1.csv"), `${keyed("a", 400)}\na7,3`);
    const found = await compare("codes-1.csv", ["keys-2.csv"]);
    expect(found.columns[0]).toMatchObject({ column: "key", status: "compared" });
  });
});
