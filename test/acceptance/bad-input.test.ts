import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.js";
import { driftloop, driftloopJson, editProject, expectOneErrorLine } from "./command-line.js";
import { customerColumns, customers, writeCustomers, writeLines } from "./data-sets.js";
import { countInLake, queryLake } from "./project-state.js";

const root = temporaryFolder();
const good = customers({ rows: 40 });
const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

/** Files that no project can be made of, and what is said about them. */
const unusable: readonly (readonly [string, string | Buffer | null, RegExp])[] = [
  ["an empty file", "", /is empty/],
  ["a header only", `${customerColumns}\n`, /a header but no rows/],
  [
    "an unknown delimiter",
    text([customerColumns, ...good]).replaceAll(",", "^"),
    /divided by comma, semicolon, tab or pipe/,
  ],
  ["one class only", text([customerColumns, ...good]).replaceAll(",yes", ",no"), /"no" in every row/],
  ["three classes", text([customerColumns, ...good, "C99,30,pro,west,1,maybe"]), /has 3 classes/],
  ["a label without values", text([customerColumns, ...good]).replaceAll(/,(yes|no)\n/g, ",\n"), /no value in any row/],
  ["no label column", text([customerColumns, ...good]).replace("churned", "left"), /no label column "churned"/],
  ["two columns of one name", text([customerColumns.replace("age", "plan"), ...good]), /two columns "plan"/],
  ["a workbook", "PK\u0003\u0004 and more", /Excel workbook/],
  ["a damaged Parquet file", "PAR1 and no more", /begins like a Parquet file/],
  ["a folder", null, /is a folder/],
];

describe("init says in one line why no project can be made, and makes nothing", () => {
  test.each(unusable)("of %s", async (name, content, pattern) => {
    const stem = name.replaceAll(" ", "_").toLowerCase();
    const data = join(root, `${stem}.csv`);
    if (content === null) mkdirSync(data);
    else writeFileSync(data, content);
    const folder = join(root, stem);
    expectOneErrorLine(await driftloop(["init", folder, "--data", data, "--label", "churned"]), 2, pattern);
    expect(existsSync(folder)).toBe(false);
  });

  test("of a file that is not there, for columns that are not there, and in a file's place", async () => {
    const data = writeLines(root, "good.csv", [customerColumns, ...good]);
    const init = ["init", join(root, "none"), "--label", "churned", "--data"];
    for (const [args, pattern] of [
      [[...init, join(root, "absent.csv")], /there is no file/],
      [[...init, data, "--key", "code"], /no key column "code"/],
      [[...init, data, "--event-time", "when"], /no event time column "when"/],
      [[...init, data, "--event-time", "plan"], /holds no dates/],
      [[...init, data, "--positive", "perhaps"], /is never "perhaps"/],
      [[...init, data, "--name", "Not A Name"], /lower-case letters/],
      [["init", data, "--label", "churned", "--data", data], /is a file; name a new folder/],
    ] as const) {
      expectOneErrorLine(await driftloop(args), 2, pattern);
    }
    expect(existsSync(join(root, "none"))).toBe(false);
    expectOneErrorLine(await driftloop(["demo", data]), 2, /holds something already/);
  });

  test("over a project that is there already", async () => {
    const data = writeLines(root, "twice.csv", [customerColumns, ...good]);
    const init = ["init", join(root, "twice"), "--data", data, "--label", "churned"];
    await driftloopJson(init);
    expectOneErrorLine(await driftloop(init), 1, /exists already; use --force/);
    await driftloopJson([...init, "--force", "--name", "other"]);
  });
});

describe("ingest", () => {
  const folder = join(root, "shop");
  const at = ["--project", folder];
  beforeAll(async () => {
    const data = writeCustomers(root, "shop.csv", { rows: 200 });
    await driftloopJson(["init", folder, "--data", data, "--label", "churned"]);
    await driftloopJson(["ingest", ...at]);
  });

  test.each(unusable.filter(([name]) => !/class|label/.test(name)))(
    "refuses %s in one line and changes nothing",
    async (name, content, pattern) => {
      const path = join(root, `later_${name.replaceAll(" ", "_")}.csv`);
      if (content === null) mkdirSync(path);
      else writeFileSync(path, content);
      const told = await driftloop(["ingest", path, "--quiet", ...at]);
      expectOneErrorLine(told, 2, name === "two columns of one name" ? /two columns|lacks "age"/ : pattern);
      expect(await countInLake(folder, "SELECT count(*) FROM {raw}")).toBe(200);
      expect(readdirSync(join(folder, ".driftloop", "lake", "quarantine"))).toEqual([]);
      expect(readdirSync(join(folder, ".driftloop", "lake", "raw"))).toHaveLength(1);
    },
  );

  test("puts rows that break the contract into quarantine, each with file, line, column and reason", async () => {
    const rows = [
      "Q1,30,basic,north,inf,no",
      "Q2,thirty,basic,north,5,no",
      "Q3,-1,basic,north,5,no",
      ",30,basic,north,5,no",
      "Q5,30,basic,north,5",
      "Q6,30,basic,north,5,no",
      "Q6,31,basic,north,5,no",
      "Q7,30,unseen,north,5,no",
    ];
    const latin = Buffer.concat([
      Buffer.from(text([customerColumns, ...rows, "Q8,30,b\u00e9,north,5,no"])),
      Buffer.from("Q9,30,b"),
      Buffer.from([0xe9]),
      Buffer.from(",north,5,no\n"),
    ]);
    writeFileSync(join(root, "mixed.csv"), latin);
    const report = await driftloopJson(["ingest", join(root, "mixed.csv"), ...at]);
    expect(report).toMatchObject({ accepted: 3, quarantined: 7 });
    expect(
      await queryLake(folder, 'SELECT source, line::INT AS line, "column", reason FROM {quarantine} ORDER BY ALL'),
    ).toEqual(
      (
        [
          [2, "spend", "unreadable type"],
          [3, "age", "unreadable type"],
          [4, "age", "below range"],
          [5, "id", "required value missing"],
          [6, "", "wrong number of fields"],
          [8, "id", "duplicate key"],
          [11, "", "undecodable bytes"],
        ] as const
      ).map(([line, column, reason]) => ({ source: "mixed.csv", line, column, reason })),
    );
    expect(await driftloopJson(["ingest", join(root, "mixed.csv"), ...at])).toMatchObject({
      accepted: 0,
      quarantined: 0,
    });
    expect(await countInLake(folder, "SELECT count(*) FROM {quarantine}")).toBe(7);
  });
});

test("dates in five spellings are read as the same days", async () => {
  const spellings = {
    iso: "2025-02-03",
    german: "03.02.2025",
    british: "23/02/2025",
    american: "02/23/2025",
    compact: "20250223",
  };
  for (const [name, day] of Object.entries(spellings)) {
    const rows = customers({ rows: 40 }).map((row) => `${day},${row}`);
    const data = writeLines(root, `${name}.csv`, [`day,${customerColumns}`, ...rows]);
    const folder = join(root, name);
    await driftloopJson(["init", folder, "--data", data, "--label", "churned", "--key", "id", "--event-time", "day"]);
    expect(await driftloopJson(["ingest", "--project", folder])).toMatchObject({ accepted: 40, quarantined: 0 });
    await driftloopJson(["features", "build", "--project", folder]);
    const wanted = name === "iso" || name === "german" ? "2025-02-03" : "2025-02-23";
    expect(await countInLake(folder, `SELECT count(*) FROM {labels} WHERE as_of = TIMESTAMP '${wanted}'`)).toBe(40);
  }
});

test("a project whose source is gone, or whose folder holds no data, is told so", async () => {
  const data = writeLines(root, "gone.csv", [customerColumns, ...good]);
  const folder = join(root, "gone");
  await driftloopJson(["init", folder, "--data", data, "--label", "churned"]);
  editProject(folder, ["gone.csv", "went.csv"]);
  expectOneErrorLine(await driftloop(["ingest", "--quiet", "--project", folder]), 2, /went\.csv/);
  mkdirSync(join(root, "nothing"));
  editProject(folder, ["went.csv", "nothing"]);
  expectOneErrorLine(await driftloop(["run", "training", "--quiet", "--project", folder]), 2, /nothing/);
});
