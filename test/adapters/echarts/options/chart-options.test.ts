import { countFormat, decimalFormat, type HistogramChart, lightPalette, type LineChart } from "#reporting";
import type { Canvas } from "#src/adapters/echarts/options/canvas.js";
import { chartOption, chartOptions } from "#src/adapters/echarts/options/chart-options.js";
import { describe, expect, it } from "vitest";
import { chartOf, charts } from "../charts.js";

const canvas: Canvas = { width: 432, height: 340, palette: lightPalette };

interface Series {
  readonly type: string;
  readonly name?: string;
  readonly data: readonly (readonly number[])[];
  readonly silent: boolean;
  readonly step?: unknown;
  readonly lineStyle?: { readonly type: unknown };
}
const seriesOf = (option: object): readonly Series[] => (option as { series: readonly Series[] }).series;
const named = (option: object, name: string): Series => seriesOf(option).find((series) => series.name === name)!;

describe("chartOptions", () => {
  it("has a builder for every kind of chart in a report", () => {
    expect(new Set(charts.map((chart) => chart.kind))).toEqual(new Set(Object.keys(chartOptions)));
  });

  it.each(charts.map((chart) => [chart.id, chart] as const))("draws %s without motion or interaction", (_id, chart) => {
    const option = chartOption(chart, canvas);
    expect(option["animation"]).toBe(false);
    for (const series of seriesOf({ series: [], ...option })) expect(series.silent).toBe(true);
  });
});

describe("an axis with given ends", () => {
  const base: LineChart = { ...chartOf("line", "roc"), marks: [] };
  const axisOf = (axis: Partial<LineChart["xAxis"]>): Record<string, unknown> => {
    const option = chartOptions.line({ ...base, xAxis: { label: "x", format: decimalFormat(3), ...axis } }, canvas);
    return option["xAxis"] as Record<string, unknown>;
  };
  const endsOf = (axis: Record<string, unknown>): readonly unknown[] => {
    const { showMinLabel, showMaxLabel } = axis["axisLabel"] as Record<string, unknown>;
    return [showMinLabel, showMaxLabel];
  };

  it("has even steps from end to end where both are even, and names no end between two steps", () => {
    const even = axisOf({ min: 0.405, max: 0.425 });
    expect(even["interval"]).toBeCloseTo(0.005, 12);
    expect(endsOf(even)).toEqual([true, true]);
    expect(endsOf(axisOf({ min: 0.55, max: 0.9 }))).toEqual([false, true]);
    expect(axisOf({ min: 1, max: 72, format: countFormat })["interval"]).toBeUndefined();
    expect(axisOf({ min: 2, max: 8, format: countFormat })["interval"]).toBe(1);
  });

  it("names no end of a logarithmic scale that is not a power of ten, unless too few lie between", () => {
    expect(endsOf(axisOf({ min: 0.01, max: 0.289, scale: "log" }))).toEqual([true, false]);
    expect(endsOf(axisOf({ min: 0.02, max: 0.289, scale: "log" }))).toEqual([undefined, undefined]);
  });
});

describe("the line option", () => {
  const option = chartOptions.line(chartOf("line", "roc"), canvas);

  it("draws band, reference, curve and marks", () => {
    expect(seriesOf(option).map((series) => series.type)).toEqual(["custom", "line", "line", "custom"]);
    expect(named(option, "Chance").data).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it("tells lines apart by dash as well as by colour", () => {
    const curve = { name: "curve", shape: "line", points: [] } as const;
    const both: LineChart = { ...chartOf("line", "roc"), series: [curve, curve, curve], marks: [] };
    const dashes = seriesOf(chartOptions.line(both, canvas))
      .filter((series) => series.name === "curve")
      .map((series) => JSON.stringify(series.lineStyle?.type));
    expect(new Set(dashes).size).toBe(3);
  });

  it("holds a stepped value until the next trial", () => {
    expect(named(chartOptions.line(chartOf("line", "search-history"), canvas), "Best so far").step).toBe("end");
  });

  it("keeps the range an axis asks for", () => {
    expect(option["xAxis"]).toMatchObject({ min: 0, max: 1 });
  });
});

describe("the bar option", () => {
  it("puts the first bar on top and the number beyond the interval", () => {
    const chart = chartOf("bar", "importance");
    const option = chartOptions.bar(chart, canvas);
    expect(option["yAxis"]).toMatchObject({ inverse: true, data: chart.bars.map((bar) => bar.label) });
    const numbers = seriesOf(option).find((series) => series.type === "scatter")!;
    expect(numbers.data[0]).toEqual([chart.bars[0]!.interval![1], 0]);
  });
});

describe("the histogram option", () => {
  it("stretches the vertical axis to the highest bin", () => {
    const chart: HistogramChart = chartOf("histogram", "score-histogram");
    const range = seriesOf(chartOptions.histogram(chart, canvas)).find((series) => series.type === "scatter")!;
    expect(range.data).toEqual([[0, 900 / 1035]]);
  });
});
