import { createRandom } from "#kernel";
import { checkQuality, emptyWindow } from "#monitoring";
import type { Field } from "#tabular";
import { describe, expect, test } from "vitest";
import {
  calmWeeks,
  customers,
  type Customer,
  day,
  failedChecks,
  faultOf,
  qualityOf,
  reference,
  thresholds,
  windowOf,
} from "./make.js";

const today = customers(100, "today");
const asToday = (change: (row: Customer, at: number) => Customer): ReturnType<typeof qualityOf> =>
  qualityOf(windowOf(10, today.map(change)));

describe("data as usual", () => {
  test("pass every check, on sixty days, and veto nothing", () => {
    for (let place = 10; place < 70; place += 1) {
      const quality = qualityOf(windowOf(place, customers(100, `usual ${place}`)));
      expect(failedChecks(quality)).toEqual([]);
      expect(quality).toMatchObject({ isQuarantined: false, vetoesRetraining: false });
    }
  });

  test("pass at three thousand rows too, where every difference is significant", () => {
    const recent = calmWeeks.map((_, place) => windowOf(place, customers(3000, `large ${place}`)));
    for (let place = 10; place < 16; place += 1) {
      const quality = qualityOf(windowOf(place, customers(3000, `large ${place}`)), { recent });
      expect(failedChecks(quality)).toEqual([]);
    }
  });
});

describe("schema and type", () => {
  const fields: readonly Field[] = [
    { name: "charges", type: "number" },
    { name: "tenure", type: "number" },
    { name: "contract", type: "text" },
  ];

  test("a column that is not among those that came is a fault that quarantines", () => {
    const quality = qualityOf(windowOf(10, today), { fields: fields.slice(1) });
    expect(faultOf(quality, "schema")).toMatchObject({ column: "charges", quarantines: true });
    expect(quality.isQuarantined).toBe(true);
  });

  test("a column of which no value came is absent, and is not told a second time as missing values", () => {
    const quality = asToday((row) => ({ ...row, charges: null }));
    expect(failedChecks(quality)).toEqual(["schema"]);
    expect(faultOf(quality, "schema")?.sentence).toBe("charges did not come: all of 100 rows lack it");
  });

  test("a number that came as text is a fault of type", () => {
    const came = fields.map((field): Field => (field.name === "tenure" ? { name: "tenure", type: "text" } : field));
    expect(faultOf(qualityOf(windowOf(10, today), { fields: came }), "type")).toMatchObject({
      column: "tenure",
      quarantines: true,
      sentence: "tenure came as text; at training it was a number",
    });
  });
});

describe("null rate", () => {
  test("three in ten lost values are a fault", () => {
    const quality = asToday((row, at) => (at % 10 < 3 ? { ...row, charges: null } : row));
    expect(faultOf(quality, "null-rate")).toMatchObject({ column: "charges", quarantines: true });
    expect(faultOf(quality, "null-rate")!.value).toBeGreaterThan(0.25);
  });

  test("in ten years of small windows chance alone makes no fault of a column that is often missing", () => {
    const often = reference.columns.map((column) =>
      column.name === "charges" ? { ...column, counts: { ...column.counts, rows: 5634, nulls: 586 } } : column,
    );
    const context = { reference: { ...reference, columns: often }, thresholds, fields: null };
    const window = windowOf(10, customers(60, "few"));
    const random = createRandom("gaps");
    let highest = 0;
    for (let place = 0; place < 3650; place += 1) {
      const nulls = Array.from({ length: 60 }, () => random.uniform()).filter((draw) => draw < 0.104).length;
      highest = Math.max(highest, nulls);
      const charges = { ...window.columns["charges"]!, rows: 60, nulls };
      const seen = { ...window, columns: { ...window.columns, charges } };
      const quality = checkQuality({ window: seen, recent: [], asOf: window.windowEnd, isNewest: false }, context);
      expect(faultOf(quality, "null-rate"), `${nulls} of 60`).toBeUndefined();
    }
    expect(highest).toBeGreaterThanOrEqual(14);
  });

  test("two missing values among a hundred are chance, though twice the rate at training", () => {
    const quality = asToday((row, at) => ({ ...row, charges: at < 2 ? null : (row.charges ?? 60) }));
    expect(failedChecks(quality)).toEqual([]);
  });
});

describe("unseen levels and range", () => {
  test("a level that nobody had, in one row of six, is a fault that names it", () => {
    const quality = asToday((row, at) => (at % 6 === 0 ? { ...row, contract: "by phone" } : row));
    expect(faultOf(quality, "unseen-levels")).toMatchObject({ column: "contract", quarantines: true });
    expect(faultOf(quality, "unseen-levels")?.sentence).toContain('"by phone" 17 times');
  });

  test("one odd level in a hundred rows is none", () => {
    expect(failedChecks(asToday((row, at) => (at === 0 ? { ...row, contract: "by phone" } : row)))).toEqual([]);
  });

  test("values beyond the contract's range in one row of ten are a fault", () => {
    const quality = asToday((row, at) => (at % 10 === 0 ? { ...row, charges: 900 } : row));
    expect(faultOf(quality, "range")).toMatchObject({
      column: "charges",
      quarantines: true,
      value: expect.closeTo(0.1, 2),
    });
  });
});

describe("constant", () => {
  test("one value in all rows of a column that varied is a fault", () => {
    const quality = asToday((row) => ({ ...row, charges: 65 }));
    expect(faultOf(quality, "constant")).toMatchObject({ column: "charges", quarantines: true });
  });
});

describe("unit", () => {
  test.each([0.01, 0.1, 1 / 12, 12, 4.5])("a column that comes at %f times its scale is a fault", (factor) => {
    const quality = asToday((row) => ({ ...row, charges: row.charges === null ? null : row.charges * factor }));
    const fault = faultOf(quality, "unit");
    expect(fault).toMatchObject({ column: "charges", quarantines: true });
    expect(fault!.value).toBeCloseTo(Math.max(factor, 1 / factor), -Math.log10(0.2 * Math.max(factor, 1 / factor)));
  });

  const shrunk = (seed: string): Customer[] =>
    customers(100, seed).map((row) => ({ ...row, charges: row.charges === null ? null : row.charges / 10 }));

  test("it stays one as long as it lasts, also when no day before it is in sight any more", () => {
    const recent = Array.from({ length: 14 }, (_, place) => windowOf(place, shrunk(`long ${place}`)));
    const first = qualityOf(windowOf(10, shrunk("first")));
    const later = windowOf(14, shrunk("later"));
    expect(faultOf(qualityOf(later, { recent, faultsBefore: first.faults }), "unit")).toBeDefined();
    expect(faultOf(qualityOf(later, { recent }), "unit")).toBeUndefined();
  });

  test("it stays one on the days after", () => {
    const recent = [...calmWeeks, windowOf(10, shrunk("first")), windowOf(11, shrunk("second"))];
    expect(faultOf(qualityOf(windowOf(12, shrunk("third")), { recent }), "unit")).toBeDefined();
  });

  test.each([1.05, 1.1, 1.6, 0.6])("a price that changes by the factor %f is not one", (factor) => {
    const quality = asToday((row) => ({ ...row, charges: row.charges === null ? null : row.charges * factor }));
    expect(faultOf(quality, "unit")).toBeUndefined();
  });

  test("a price that gets to three times by steps is drift and not a change of unit", () => {
    const rise = (place: number): Customer[] =>
      customers(100, `rise ${place}`).map((row) => ({ ...row, charges: (row.charges ?? 65) * (1 + 0.2 * place) }));
    const recent = Array.from({ length: 10 }, (_, place) => windowOf(place, rise(place)));
    expect(faultOf(qualityOf(windowOf(10, rise(10)), { recent }), "unit")).toBeUndefined();
  });

  test("a column that went to half by steps is none either when its steps are out of sight", () => {
    const halved = (place: number): Customer[] =>
      customers(100, `half ${place}`).map((row) => ({ ...row, tenure: Math.floor((row.tenure ?? 36) * 0.45) }));
    const recent = Array.from({ length: 14 }, (_, place) => windowOf(place, halved(place)));
    expect(faultOf(qualityOf(windowOf(14, halved(14)), { recent }), "unit")).toBeUndefined();
  });

  test("another mix of customers, with half the mean but not half of everything, is not one", () => {
    const poorer = today.map((row) => ({ ...row, charges: 18 + ((row.charges ?? 65) % 20) }));
    expect(faultOf(qualityOf(windowOf(10, poorer)), "unit")).toBeUndefined();
  });
});

describe("duplicates and route skew", () => {
  test("prediction ids that come twice are a fault", () => {
    const quality = asToday((row, at) => ({ ...row, prediction: `p-${at % 90}` }));
    expect(faultOf(quality, "duplicates")).toMatchObject({ column: null, quarantines: true, value: 0.1 });
  });

  test("customers scored otherwise online than in the batch are a fault", () => {
    const quality = asToday((row, at) => ({
      ...row,
      entity: `c-${at >> 1}`,
      route: at % 2 === 0 ? "batch" : "online",
      probability: at % 2 === 0 ? 0.3 : 0.42,
    }));
    expect(faultOf(quality, "route-skew")).toMatchObject({ quarantines: true, value: 1, sampleSize: 50 });
  });

  test("the same score by both routes is none, and four pairs are too few to judge", () => {
    const pairs = (count: number): ReturnType<typeof qualityOf> =>
      asToday((row, at) => ({
        ...row,
        entity: `c-${at < 2 * count ? at >> 1 : at}`,
        route: at % 2 === 0 ? "batch" : "online",
        probability: 0.3,
      }));
    expect(faultOf(pairs(20), "route-skew")).toBeUndefined();
    expect(pairs(4).faults.find(({ check }) => check === "route-skew")?.status).toBe("not-judged");
  });
});

describe("volume and freshness", () => {
  test("a third of the rows is a fault that quarantines nothing: those that came are sound", () => {
    const quality = qualityOf(windowOf(10, customers(33, "few")));
    expect(faultOf(quality, "volume")).toMatchObject({ value: 33, quarantines: false });
    expect(quality).toMatchObject({ isQuarantined: false, vetoesRetraining: false });
  });

  test("two thirds of them are not", () => {
    expect(failedChecks(qualityOf(windowOf(10, customers(66, "fewer"))))).toEqual([]);
  });

  test("with two windows before there is no usual volume to judge by", () => {
    const quality = qualityOf(windowOf(10, customers(33, "few")), { recent: calmWeeks.slice(0, 2) });
    expect(quality.faults.find(({ check }) => check === "volume")?.status).toBe("not-judged");
  });

  test("a newest window without a row, two days after the last one, is not fresh", () => {
    const silent = emptyWindow(calmWeeks.at(-1)!, 11 * day);
    expect(faultOf(qualityOf(silent, { asOf: 12 * day }), "freshness")).toMatchObject({ quarantines: false });
    expect(faultOf(qualityOf(silent, { asOf: 12 * day, isNewest: false }), "freshness")).toBeUndefined();
  });

  test("the rows of an earlier day once more are a fault that quarantines them", () => {
    const again = windowOf(10, customers(100, "calm 7"));
    const quality = qualityOf(again);
    expect(failedChecks(quality)).toEqual(["repeated"]);
    expect(faultOf(quality, "repeated")).toMatchObject({ quarantines: true, value: 1 });
    expect(faultOf(quality, "repeated")?.sentence).toContain("1970-01-08 00:00 UTC once more");
  });

  test("all but one of them are others: counts alike in most columns prove nothing", () => {
    const rows = customers(100, "calm 7").map((row, at) => (at === 5 ? { ...row, charges: 77.7 } : row));
    expect(faultOf(qualityOf(windowOf(10, rows)), "repeated")).toBeUndefined();
  });
});

describe("refused rows", () => {
  const day100 = windowOf(10, customers(100, "accepted"));

  test("are a fault when more than one in twenty is proven to be refused, which quarantines nothing", () => {
    const quality = qualityOf(day100, { refused: 30 });
    expect(faultOf(quality, "refused")).toMatchObject({ value: 30 / 130, bound: 0.05, quarantines: false });
    expect(quality).toMatchObject({ isQuarantined: false, vetoesRetraining: false });
  });

  test("are none at one in twenty, nor a little above it by chance: that happens once in ten years at most", () => {
    expect(failedChecks(qualityOf(day100, { refused: 5 }))).toEqual([]);
    expect(failedChecks(qualityOf(day100, { refused: 12 }))).toEqual([]);
    // Of 100 rows that come, each refused with chance .05: the chance of a day that is called faulty.
    let chance = 0;
    let ofCount = 0.95 ** 100;
    for (let refused = 0; refused <= 40; refused += 1) {
      const isFault = failedChecks(qualityOf(windowOf(10, customers(100 - refused, "calm")), { refused })).includes(
        "refused",
      );
      if (isFault) chance += ofCount;
      ofCount *= ((100 - refused) / (refused + 1)) * (0.05 / 0.95);
    }
    expect(365 * chance).toBeLessThan(0.1);
    expect(365 * chance).toBeGreaterThan(0.01);
  });
});
