import {
  type Block,
  type FigureBlock,
  type PageModel,
  type ReportGate,
  type TableBlock,
  trainingReport,
} from "#reporting";
import { describe, expect, it } from "vitest";
import { fullInput, smallestInput } from "./example-input.js";

const blocksOf = (page: PageModel): Block[] => page.sections.flatMap((section) => section.blocks);
const figuresOf = (page: PageModel): FigureBlock[] => blocksOf(page).filter((block) => block.kind === "figure");
const tablesOf = (page: PageModel): TableBlock[] => blocksOf(page).filter((block) => block.kind === "table");
const figure = (page: PageModel, id: string): FigureBlock => figuresOf(page).find((block) => block.chart.id === id)!;
const callout = (page: PageModel): string => {
  const block = blocksOf(page).find((candidate) => candidate.kind === "callout")!;
  return `${block.tone}: ${block.title} ${block.text}`;
};
const prose = (page: PageModel): string =>
  blocksOf(page)
    .map((block) => (block.kind === "paragraph" ? block.text : ""))
    .join("\n")
    .replaceAll("\u00a0", " ");

const gateWith = (verdict: ReportGate["verdict"], required: boolean): ReportGate => ({
  name: `gate ${verdict}`,
  value: "0.69",
  bound: "≥ 0.70",
  verdict,
  required,
  sentence: "Because.",
});

describe("trainingReport", () => {
  it("has every section in reading order when everything is known", () => {
    const ids = trainingReport(fullInput).sections.map((section) => section.id);
    expect(ids).toEqual([
      "summary",
      "quality",
      "decision",
      "business",
      "risk",
      "drivers",
      "gates",
      "search",
      "lineage",
    ]);
  });

  it("is the summary alone when nothing else is known", () => {
    const page = trainingReport(smallestInput);
    expect(page.sections.map((section) => section.id)).toEqual(["summary"]);
    expect(page.subtitle).toBe("churn");
  });

  it.each(Object.keys(fullInput).filter((key) => !(key in smallestInput)))("still builds without %s", (key) => {
    const rest = Object.fromEntries(Object.entries(fullInput).filter(([name]) => name !== key));
    expect(trainingReport({ ...smallestInput, ...rest }).sections.length).toBeGreaterThan(7);
  });

  it("survives JSON unchanged, because a page is plain data", () => {
    const page = trainingReport(fullInput);
    expect(JSON.parse(JSON.stringify(page))).toEqual(page);
  });

  it("gives every chart its own id and a caption of one sentence or more", () => {
    const figures = figuresOf(trainingReport(fullInput));
    expect(new Set(figures.map((block) => block.chart.id)).size).toBe(figures.length);
    for (const { caption } of figures) expect(caption).toMatch(/^[^.].+[.]$/);
  });
});

describe("the summary", () => {
  it("names model, data and share of positives", () => {
    const text = prose(trainingReport(fullInput));
    expect(text).toContain("churn version 3, now the champion, predicts Churn = Yes for customers.");
    expect(text).toContain("5,634 of 7,043 customers");
    expect(text).toContain("26.5 % of them are positive");
  });

  it("judges the ranking by the lower end of the interval", () => {
    expect(prose(trainingReport(fullInput))).toContain(
      "about 85 in the right order; it ranks well, judged by the lower end",
    );
    const auc = { name: "auc", estimate: { value: 0.81, interval: [0.58, 0.9] as const }, headline: true };
    expect(prose(trainingReport({ ...smallestInput, metrics: [auc] }))).toContain("ranks hardly better than chance");
  });

  it("says in which direction the log loss differs from the comparison model", () => {
    expect(prose(trainingReport(fullInput))).toContain("0.008 smaller (better) than that of the comparison model");
    const worse = { name: "logLoss", estimate: { value: 0.45 }, baseline: 0.42, headline: true };
    expect(prose(trainingReport({ ...smallestInput, metrics: [worse] }))).toContain("0.030 larger (worse)");
  });

  it("is fit for use when required gates passed, and still names optional ones that did not", () => {
    expect(callout(trainingReport(fullInput))).toBe(
      "good: Fit for use. The required gate passed; worth a look, though not required: Worst segment.",
    );
  });

  it("is not fit for use when a required gate failed or could not run", () => {
    const gates = (["passed", "failed", "error"] as const).map((verdict) => gateWith(verdict, true));
    expect(callout(trainingReport({ ...smallestInput, gates }))).toBe(
      "bad: Not fit for use. 2 of 3 required gates did not pass: gate failed, gate error.",
    );
  });

  it("does not claim validation that did not happen", () => {
    expect(callout(trainingReport(smallestInput))).toContain("neutral: Not validated yet.");
    const gates = [gateWith("passed", false)];
    expect(callout(trainingReport({ ...smallestInput, gates }))).toContain("neutral: Not validated yet.");
  });
});

describe("the figures", () => {
  const page = trainingReport(fullInput);

  it("computes lift from the gains curve", () => {
    const { chart, caption } = figure(page, "lift");
    expect(caption).toContain("2.8 times");
    const bars = chart.kind === "bar" ? chart.bars.map((bar) => bar.value) : [];
    expect(bars[0]).toBeCloseTo(2.8, 12);
    expect(bars[1]).toBeCloseTo(2.5, 12);
    // Between (0.2, 0.5) and (1, 1) the curve is straight: at 0.6 it is 0.75, which is a lift of 1.25.
    expect(bars[5]).toBeCloseTo(1.25, 12);
    expect(bars[9]).toBeCloseTo(1, 12);
  });

  it("puts the classes of the score histogram on one scale: each sums to 1", () => {
    const { chart } = figure(page, "score-histogram");
    const sums =
      chart.kind === "histogram" ? chart.series.map((series) => series.shares.reduce((a, b) => a + b, 0)) : [];
    expect(sums).toEqual([1, 1]);
  });

  it("marks contact-all, t* and the operating threshold on the profit curve", () => {
    const { chart } = figure(page, "profit");
    const marks = chart.kind === "line" ? chart.marks.map((mark) => mark.name) : [];
    expect(marks).toEqual(["Contact all: $153,950", "Break-even t* 0.083: $164,350", "Operating 0.388: $100,400"]);
  });

  it("doubts probabilities whose intervals miss the prediction", () => {
    expect(figure(page, "calibration").caption).toContain("In 1 of 2 groups");
    expect(figure(page, "calibration").caption).toContain("should not be taken at face value");
  });

  it("shows the fifteen most important columns, largest first", () => {
    const { chart } = figure(
      trainingReport({ ...fullInput, importance: [...fullInput.importance!].reverse() }),
      "importance",
    );
    const labels = chart.kind === "bar" ? chart.bars.map((bar) => bar.label) : [];
    expect(labels).toEqual(Array.from({ length: 15 }, (_, index) => `column-${index + 1}`));
  });

  it("counts only completed trials as best, and never a pruned or failed one", () => {
    const { chart, caption } = figure(page, "search-history");
    expect(caption).toContain("Trial 2 is the best with 0.4110, and the 3 trials after it");
    const best = chart.kind === "line" ? chart.series[0]!.points : [];
    expect(best).toEqual([
      [1, 0.43],
      [2, 0.411],
      [5, 0.411],
    ]);
  });

  it("draws what mattered in the search, trials on their folds and by parameter, and leaves out what is far off", () => {
    const importance = figure(page, "search-importance");
    expect(importance.caption).toContain("learning_rate explains most");
    const folds = figure(page, "search-folds");
    expect(folds.caption).toBe(
      "Given up after some of their folds, or within one: 1 trial. Above the drawing: 1 fold loss.",
    );
    const { chart } = figure(page, "search-slice-learning-rate");
    if (chart.kind !== "line") throw new Error("not a line chart");
    expect(chart.xAxis).toMatchObject({ scale: "log", min: 0.05, max: 0.3 });
    expect(chart.series.map(({ name, points }) => [name, points.length])).toEqual([
      ["Complete", 1],
      ["Given up", 1],
    ]);
    expect(chart.marks).toEqual([{ name: "Best trial", at: [0.05, 0.411] }]);
  });

  it("draws a learning curve per fold with the rounds of the final model", () => {
    const { chart, caption } = figure(page, "learning-curves");
    if (chart.kind !== "line") throw new Error("not a line chart");
    expect(chart.series.map(({ name }) => name)).toEqual(["Fold 1, best at 2", "Fold 2, best at 3"]);
    expect(chart.reference).toEqual({ name: "Final model 3", from: [3, 0.42], to: [3, 0.5] });
    expect(caption).toContain("between 0.4200 and 0.4400");
  });

  it("thins long curves and keeps their ends", () => {
    const points = Array.from({ length: 5001 }, (_, index) => [index / 5000, index / 5000] as const);
    const { chart } = figure(trainingReport({ ...smallestInput, roc: { points } }), "roc");
    const drawn = chart.kind === "line" ? chart.series[0]!.points : [];
    expect(drawn).toHaveLength(300);
    expect([drawn[0], drawn.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });
});

describe("the tables", () => {
  it("have as many cells in each row as columns", () => {
    const tables = tablesOf(trainingReport(fullInput));
    expect(tables).toHaveLength(5);
    for (const { columns, rows } of tables) for (const row of rows) expect(row).toHaveLength(columns.length);
  });

  it("leave out the reasons column when no entity has reasons", () => {
    const entities = [{ entity: "a", probability: 0.9, band: "High" }];
    const [table] = tablesOf(trainingReport({ ...smallestInput, highRisk: { total: 1, entities } }));
    expect(table!.columns.map((column) => column.label)).toEqual(["Entity", "Probability", "Band"]);
  });
});
