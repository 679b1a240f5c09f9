import { describe, expect, test } from "vitest";
import { cleanRow } from "#tabular";
import { kolmogorovSmirnovTest } from "#statistics";
import { telcoContract, telcoRows, telcoWorld } from "./telco-world.js";

const drawn = Array.from({ length: 40 }, (_, day) => telcoWorld().day(day + 1).arrivals).flat();
const valuesOf = (column: string): string[] => drawn.map(({ row }) => row[column]!);
const numbersOf = (texts: readonly (string | null)[]): Float64Array =>
  Float64Array.from(texts, (text) => (text === " " ? 0 : Number(text)));

function shares(texts: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text!, (counts.get(text!) ?? 0) + 1 / texts.length);
  return counts;
}

function correlation(left: Float64Array, right: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanLeft, meanRight] = [mean(left), mean(right)];
  let [cross, squareLeft, squareRight] = [0, 0, 0];
  for (const [at, value] of left.entries()) {
    cross += (value - meanLeft) * (right[at]! - meanRight);
    squareLeft += (value - meanLeft) ** 2;
    squareRight += (right[at]! - meanRight) ** 2;
  }
  return cross / Math.sqrt(squareLeft * squareRight);
}

describe("customers drawn from the population", () => {
  test("keep the contract", () => {
    const broken = drawn.flatMap(({ row }) => {
      const { problems, warnings } = cleanRow(telcoContract, { ...row, Churn: "No" });
      return [...problems, ...warnings];
    });
    expect(broken).toEqual([]);
  });

  test("have the levels of the data in the shares of the data", () => {
    for (const column of ["Contract", "InternetService", "PaymentMethod", "SeniorCitizen", "Partner"]) {
      const real = shares(telcoRows.columns[column]!);
      const own = shares(valuesOf(column));
      expect([...own.keys()].toSorted()).toEqual([...real.keys()].toSorted());
      for (const [level, share] of real) expect(Math.abs(own.get(level)! - share)).toBeLessThan(0.03);
    }
  });

  test.each(["tenure", "MonthlyCharges", "TotalCharges"])("have the distribution of %s", (column) => {
    const real = numbersOf(telcoRows.columns[column]!);
    const { statistic } = kolmogorovSmirnovTest(numbersOf(valuesOf(column)), real);
    expect(statistic).toBeLessThan(0.035);
  });

  test("keep how columns go together", () => {
    const pairs = [
      ["tenure", "MonthlyCharges"],
      ["tenure", "TotalCharges"],
      ["MonthlyCharges", "TotalCharges"],
    ] as const;
    for (const [left, right] of pairs) {
      const real = correlation(numbersOf(telcoRows.columns[left]!), numbersOf(telcoRows.columns[right]!));
      const own = correlation(numbersOf(valuesOf(left)), numbersOf(valuesOf(right)));
      expect(Math.abs(own - real)).toBeLessThan(0.04);
    }
  });

  test("never combine levels that the data never combine", () => {
    const pairs = (rows: readonly (readonly [string, string])[]): Set<string> => new Set(rows.map(String));
    const { InternetService, TechSupport } = telcoRows.columns;
    const real = pairs(InternetService!.map((level, row) => [level!, TechSupport![row]!]));
    const own = pairs(drawn.map(({ row }) => [row["InternetService"]!, row["TechSupport"]!]));
    for (const pair of own) expect(real).toContain(pair);
  });

  test("have a total that is tenure times charge, up to the factors of the data, and none in month 0", () => {
    for (const { row } of drawn) {
      const product = Number(row["tenure"]) * Number(row["MonthlyCharges"]);
      if (product === 0) expect(row["TotalCharges"]).toBe(" ");
      else {
        const ratio = Number(row["TotalCharges"]) / product;
        expect(ratio).toBeGreaterThan(0.5);
        expect(ratio).toBeLessThan(1.7);
      }
    }
  });

  test("are mostly nobody in particular: few are copies of a row", () => {
    const names = Object.keys(telcoRows.columns).filter((name) => name !== "customerID" && name !== "Churn");
    const known = new Set(
      Array.from({ length: telcoRows.rowCount }, (_, row) =>
        names.map((name) => telcoRows.columns[name]![row]).join("|"),
      ),
    );
    const copies = drawn.filter(({ row }) => known.has(names.map((name) => row[name]).join("|")));
    expect(copies.length / drawn.length).toBeLessThan(0.3);
  });
});
