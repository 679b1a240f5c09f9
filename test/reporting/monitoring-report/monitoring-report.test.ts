import { openChartRenderer } from "#adapters/echarts";
import {
  type Block,
  createHtmlPageRenderer,
  describeChart,
  type MonitoringReportInput,
  monitoringReport,
} from "#reporting";
import { describe, expect, it } from "vitest";
import { driftWindows, fullInput, judgement, performance } from "./example-input.js";

const empty: MonitoringReportInput = {
  ...fullInput(),
  model: null,
  drift: [],
  distributions: [],
  faults: [],
  scoreShift: null,
  performance: [],
  judgements: [],
  streams: [],
  incidents: [],
  decisions: [],
  promotions: [],
};
const blocksOf = (input: MonitoringReportInput): readonly Block[] =>
  monitoringReport(input).sections.flatMap(({ blocks }) => blocks);
const textOf = (input: MonitoringReportInput): string =>
  JSON.stringify(monitoringReport(input)).replaceAll("\u00a0", " ");
const chartsOf = (input: MonitoringReportInput) =>
  blocksOf(input).flatMap((block) => (block.kind === "figure" ? [block.chart] : []));
const callouts = (input: MonitoringReportInput): readonly string[] =>
  blocksOf(input).flatMap((block) => (block.kind === "callout" ? [block.text] : []));

describe("the monitoring report", () => {
  it("tells what changed, whether it matters and what was done, in that order", () => {
    expect(monitoringReport(fullInput()).sections.map(({ title }) => title)).toEqual([
      "In short",
      "What changed",
      "Does it matter?",
      "What was done",
    ]);
    expect(callouts(fullInput())).toEqual([
      "Since 25 Jan 2026 what comes in differs from what version 1 was trained on (10 windows with an alarm): mostly Contract (psi 0.390, by chance 0.092, n 100), tenure and MonthlyCharges.",
      "It may matter: F1 of version 1 on 500 rows of 12 Jan 2026 to 16 Jan 2026 with their labels is 0.566 [0.516, 0.616], against 0.602 at training: 6.0\u00a0% worse (p = 0.140); more than the 5\u00a0% of an alert, but within chance.",
      "1 retraining was called for: on 30 Jan 2026 version 2 became champion. 1 incident is open (Contract, MonthlyCharges, tenure). Later labels say: 1 trigger right, 0 wrong; the promotion helped.",
    ]);
  });

  it("draws map, distributions, attribution, performance, confusion and triggers", () => {
    expect(chartsOf(fullInput()).map(({ kind }) => kind)).toEqual([
      "heatmap",
      "distribution",
      "distribution",
      "distribution",
      "waterfall",
      "timeline",
      "timeline",
      "stack",
      "lanes",
    ]);
    expect(new Set(chartsOf(fullInput()).map(({ id }) => id)).size).toBe(9);
  });

  it("says so when there is nothing yet, instead of drawing", () => {
    expect(callouts(empty)).toEqual([
      "No window of predictions was watched yet.",
      "Whether it costs anything is not known yet: there are neither labels nor a usable estimate.",
      "The triggers were not evaluated yet; no incident is open.",
    ]);
    expect(chartsOf(empty)).toEqual([]);
  });

  it("gives every score n, m, bins, convention, null expectation, p, q and corrected effect", () => {
    const folds = blocksOf(fullInput()).filter((block) => block.kind === "fold");
    const told = folds.filter(({ summary }) => summary.startsWith("How the numbers of"));
    expect(told, "one for each column with a finding").toHaveLength(3);
    expect(told[0]!.summary).toContain("tenure");
    expect(folds[0]!.items[0]).toEqual({
      term: "psi",
      text: "0.3900; n 100 now, 5634 then; 10 bins; by chance alone 0.0916; p < 0.001; q over all columns 0.002; less chance 0.2984; error at most 0.0000; convention psi-jeffreys-half",
    });
  });

  it("marks a column that could not be judged and keeps the rest of the report", () => {
    expect(textOf(fullInput())).toContain("no value is a number");
    const map = chartsOf(fullInput()).find((chart) => chart.kind === "heatmap")!;
    expect(map.rows.find(({ name }) => name === "TotalCharges")!.cells.at(-1)!.level).toBe("failed");
    expect(describeChart(map)).toContain("TotalCharges: not judged in 5 windows.");
  });

  it("puts the columns with findings on top", () => {
    const map = chartsOf(fullInput()).find((chart) => chart.kind === "heatmap")!;
    expect(
      map.rows
        .slice(0, 3)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["Contract", "MonthlyCharges", "tenure"]);
  });

  it("works with one window and no labels", () => {
    const one = { ...empty, drift: driftWindows(30).slice(-1), performance: [{ ...performance(1), windows: [] }] };
    expect(callouts(one)[0]).toContain("Since 3 Feb 2026");
    expect(callouts(one)[1]).toContain("neither labels nor a usable estimate. The mean score moved by +8.2 points");
    expect(chartsOf(one).map(({ kind }) => kind)).toEqual(["heatmap", "waterfall"]);
  });

  it("tells neighbouring evaluations that said the same together, one that fired alone", () => {
    const table = blocksOf(fullInput()).find(
      (block) => block.kind === "table" && block.caption.startsWith("Evaluations of the triggers"),
    );
    const rows = table?.kind === "table" ? table.rows : [];
    expect(rows.map(([when]) => when)).toEqual([
      { kind: "text", text: "2 Feb 2026" },
      { kind: "text", text: "30 Jan 2026" },
      { kind: "text", text: "25 Jan 2026 to 27 Jan 2026" },
    ]);
  });

  it("writes a definition that numbers share once", async () => {
    const html = createHtmlPageRenderer(await openChartRenderer()).html(monitoringReport(fullInput()));
    expect(html.match(/Same metric, averaging and threshold as at training, on/g)).toHaveLength(1);
    expect(new Set(html.match(/id="note-[^"]+"/g)).size).toBe(html.match(/id="note-[^"]+"/g)!.length);
  });

  it("makes no number of a window with a handful of rows", () => {
    const few = performance(1);
    const windows = few.windows.map((window) => ({ ...window, rows: 1, value: 1 }));
    const input = { ...empty, performance: [{ ...few, windows }] };
    expect(callouts(input)[1]).toBe("There are too few rows to judge yet: no window with a number has 30.");
    expect(textOf(input)).not.toContain("rests on most labels");
  });

  it("does not tell of checks that never had a row", () => {
    const open = { ...fullInput().faults[0]!, isFault: false, check: "route-skew", sampleSize: 0 };
    expect(textOf({ ...fullInput(), faults: [open] })).not.toContain("route skew");
    expect(textOf({ ...fullInput(), faults: [{ ...open, sampleSize: 3 }] })).toContain("route skew (1 window)");
  });

  it("says when an alarm is over, and when there was none", () => {
    const windows = driftWindows(30);
    const over = [...windows, { ...windows[0]!, start: windows[29]!.end, end: windows[29]!.end + 86_400_000 }];
    expect(callouts({ ...empty, drift: over })[0]).toBe(
      "Contract, tenure and MonthlyCharges differed from training in 10 of 31 windows, 25 Jan 2026 to 3 Feb 2026; the newest window is quiet.",
    );
    expect(callouts({ ...empty, drift: windows.slice(0, 10) })[0]).toBe(
      "Nothing changed beyond chance in 10 windows with 1,000 predictions.",
    );
  });

  it("says the alarm ended with another version when it did", () => {
    const windows = driftWindows(30);
    const next = { ...windows[0]!, start: windows[29]!.end, end: windows[29]!.end + 86_400_000, modelVersion: 2 };
    expect(callouts({ ...empty, drift: [...windows, next] })[0]).toMatch(
      /version 2 serves now, and nothing differs from what it was trained on\.$/,
    );
  });

  it("judges as the triggers do: loss beyond chance, loss within chance, none", () => {
    const of = (changes: Parameters<typeof judgement>[0]): string =>
      callouts({ ...empty, judgements: [judgement(changes)] })[1]!;
    expect(of({ isRaised: true, pValue: 0.0001 })).toMatch(/^It matters: .* worse \(p < 0\.001\)\.$/);
    expect(of({})).toMatch(/^It may matter: .* within chance\.$/);
    expect(of({ loss: 0.01 })).toMatch(/^No loss is seen: .* an alert needs 5\u00a0%\.$/);
    expect(of({ basis: "estimated", loss: -0.01 })).toMatch(/^No loss is estimated: .* 1\.0\u00a0% better/);
  });

  it("judges the version in service, and tells what the one before had lost", () => {
    const judgements = [
      judgement({ isRaised: true, loss: 0.148, pValue: 0.01 }),
      judgement({ modelVersion: 2, basis: "estimated", loss: 0, value: 0.61, training: 0.61 }),
    ];
    const model = { name: "telco_churn", version: 2 };
    expect(callouts({ ...empty, model, judgements })[1]).toMatch(
      /^No loss is estimated: F1 of version 2 .* Before: F1 of version 1 .* 14\.8\u00a0% worse \(p = 0\.010\)\.$/,
    );
  });

  it("compares each window with the version that served it", () => {
    const [first] = performance(30).training;
    const half = first!.start + (first!.end - first!.start) / 2;
    const training = [
      { ...first!, end: half },
      { ...first!, start: half, modelVersion: 2, value: 0.714, alertBound: 0.678 },
    ];
    const chart = chartsOf({ ...empty, performance: [{ ...performance(30), training }] })[0]!;
    expect(chart).toMatchObject({
      levels: [
        {
          name: "At training 0.602, then 0.714",
          steps: [
            { end: half, value: 0.602 },
            { start: half, value: 0.714 },
          ],
        },
        { name: "Alert below 0.572, then 0.678" },
      ],
    });
  });

  it("draws a row for each column with a finding and few for the others", () => {
    const map = chartsOf(fullInput()).find((chart) => chart.kind === "heatmap")!;
    expect(map.rows.map(({ name }) => name).at(-1)).toBe("9 others");
    expect(map.rows).toHaveLength(4 + 6 + 1);
  });

  it("shows the shift of the mean score with its sign and interval", async () => {
    const html = createHtmlPageRenderer(await openChartRenderer()).html(monitoringReport(fullInput()));
    expect(html).toMatch(/>\+8\.2<.*\[\+4\.1, \+12\.3\]/s);
  });

  it("adds the steps of the attribution up to their total exactly", () => {
    const chart = chartsOf(fullInput()).find((candidate) => candidate.kind === "waterfall")!;
    expect(chart.steps.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(0.21 + 0.18 - 0.05 + 0.03, 12);
  });

  it("stays below 1 MB with 90 windows of 19 features, and tells its cells when pointed at", async () => {
    const html = createHtmlPageRenderer(await openChartRenderer()).html(monitoringReport(fullInput(90)));
    expect(html.length).toBeLessThan(1_000_000);
    expect(html).toContain("<title>Contract, 4 Apr 2026: psi 0.390, n 100, q 0.002</title>");
    expect(html).not.toMatch(/NaN|undefined|Infinity|<script/);
  });
});
