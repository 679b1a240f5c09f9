import { type ChartModel, decimalFormat, describeChart, percentFormat } from "#reporting";
import { describe, expect, it } from "vitest";

const share = { label: "Share", format: percentFormat(0) };

const cell = (value: number) => ({ value, note: "", tone: "plain" }) as const;

describe("describeChart", () => {
  it("names ends and marks of a line chart", () => {
    const chart: ChartModel = {
      kind: "line",
      id: "roc",
      title: "ROC curve",
      xAxis: { ...share, label: "False positives" },
      yAxis: { ...share, label: "True positives" },
      series: [
        {
          name: "Model",
          shape: "line",
          points: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
      marks: [{ name: "Operating", at: [0.2, 0.7] }],
    };
    expect(describeChart(chart).replaceAll("\u00a0", " ")).toBe(
      "ROC curve. Chart of True positives against False positives. Model runs from (0 %, 0 %) to (100 %, 100 %). " +
        "Marked: Operating at (20 %, 70 %).",
    );
  });

  it("lists every bar with its number", () => {
    const bars = [
      { label: "tenure", value: 0.31 },
      { label: "Contract", value: 0.22 },
    ];
    const valueAxis = { label: "Gain", format: decimalFormat(2) };
    const chart: ChartModel = {
      kind: "bar",
      id: "b",
      title: "Importance",
      orientation: "horizontal",
      barLabel: "Column",
      valueAxis,
      bars,
    };
    expect(describeChart(chart)).toBe("Importance. Bar chart of Gain: tenure 0.31, Contract 0.22.");
  });

  it("says where a histogram has its peaks", () => {
    const chart: ChartModel = {
      kind: "histogram",
      id: "h",
      title: "Scores",
      xAxis: { label: "Probability", format: decimalFormat(1) },
      yAxis: share,
      edges: [0, 0.5, 1],
      series: [{ name: "Positives", shares: [0.2, 0.8] }],
      marks: [],
    };
    expect(describeChart(chart)).toContain("Positives is most frequent between 0.5 and 1.0.");
  });

  it("reads a matrix row by row", () => {
    const chart: ChartModel = {
      kind: "matrix",
      id: "m",
      title: "Matrix",
      rowTitle: "Actual",
      columnTitle: "Predicted",
      rows: ["yes", "no"],
      columns: ["yes", "no"],
      cells: [
        [cell(1), cell(2)],
        [cell(3), cell(4)],
      ],
      format: { kind: "count" },
    };
    expect(describeChart(chart)).toBe("Matrix. Actual yes: yes 1, no 2. Actual no: yes 3, no 4.");
  });
});
