import { openChartRenderer } from "#adapters/echarts";
import {
  type Block,
  createHtmlPageRenderer,
  describeChart,
  type MonitoringReportInput,
  monitoringReport,
} from "#reporting";
import { describe, expect, it } from "vitest";
import { columnNames, driftWindows, fullInput, performance } from "./example-input.js";

const empty: MonitoringReportInput = {
  ...fullInput(),
  model: null,
  drift: [],
  distributions: [],
  faults: [],
  performance: null,
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
      "Since 25 Jan 2026 what comes in differs from what the model was trained on: mostly Contract, tenure and MonthlyCharges.",
      expect.stringMatching(
        /^It may matter: F1 on 16 Jan 2026 is 0\.569 \[0\.519, 0\.619\] on 100 rows \(measured on labels\)/,
      ),
      "1 retraining was called for; 1 challenger became champion, last version 2 on 30 Jan 2026; 1 incident is open.",
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
      "stack",
      "lanes",
    ]);
    expect(new Set(chartsOf(fullInput()).map(({ id }) => id)).size).toBe(8);
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
    expect(folds.filter(({ summary }) => summary.startsWith("How the numbers of"))).toHaveLength(
      columnNames.length - 1,
    );
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
    const one = { ...empty, drift: driftWindows(30).slice(-1), performance: { ...performance(1), windows: [] } };
    expect(callouts(one)[0]).toContain("Since 3 Feb 2026");
    expect(callouts(one)[1]).toContain("neither labels nor a usable estimate. The mean score moved by +8.2 points");
    expect(chartsOf(one).map(({ kind }) => kind)).toEqual(["heatmap", "waterfall"]);
  });

  it("says when an alarm is over, and when there was none", () => {
    const windows = driftWindows(30);
    const over = [...windows, { ...windows[0]!, start: windows[29]!.end, end: windows[29]!.end + 86_400_000 }];
    expect(callouts({ ...empty, drift: over })[0]).toBe(
      "Inputs differed from training in 10 windows, last on 3 Feb 2026; the newest window is quiet.",
    );
    expect(callouts({ ...empty, drift: windows.slice(0, 10) })[0]).toBe(
      "Nothing changed beyond chance in 10 windows with 1,000 predictions.",
    );
  });

  it("tells a sure loss from one within chance", () => {
    const value = (mean: number): MonitoringReportInput => ({
      ...empty,
      performance: {
        ...performance(1),
        windows: [{ ...performance(3).windows[0]!, value: mean, interval: [mean - 0.01, mean + 0.01] }],
      },
    });
    expect(callouts(value(0.5))[1]).toMatch(/^It matters: .*whole interval is worse than the alert bound 0\.572/);
    expect(callouts(value(0.57))[1]).toMatch(/^It may matter/);
    expect(callouts(value(0.6))[1]).toMatch(/^No loss is seen/);
  });

  it("adds the steps of the attribution up to their total exactly", () => {
    const chart = chartsOf(fullInput()).find((candidate) => candidate.kind === "waterfall")!;
    expect(chart.steps.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(0.21 + 0.18 - 0.05 + 0.03, 12);
  });

  it("stays below 1.5 MB with 90 windows of 19 features, and tells its cells when pointed at", async () => {
    const html = createHtmlPageRenderer(await openChartRenderer()).html(monitoringReport(fullInput(90)));
    expect(html.length).toBeLessThan(1_500_000);
    expect(html).toContain("<title>Contract, 4 Apr 2026: psi 0.390, n 100, q 0.002</title>");
    expect(html).not.toMatch(/NaN|undefined|Infinity|<script/);
  });
});
