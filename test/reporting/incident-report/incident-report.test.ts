import { alertChart, type IncidentReportInput, incidentReport } from "#reporting";
import { describe, expect, it } from "vitest";
import { fullInput, incident } from "../monitoring-report/example-input.js";

const story: IncidentReportInput["story"] = [
  {
    kind: "signal",
    from: incident.firstWindow,
    until: incident.firstWindow,
    times: 1,
    title: "First signal",
    sentences: ["psi 0.34"],
  },
  {
    kind: "held",
    from: incident.openedAt,
    until: incident.lastWindow,
    times: 4,
    title: "Told, nothing trained: covariate drift",
    sentences: ["No loss is seen."],
  },
];
const lookingBack = "Of 1 audited the trigger was right 1.";
const input: IncidentReportInput = { ...fullInput(), incident, story, lookingBack };

describe("the page of an incident", () => {
  it("goes from what happened to the audit", () => {
    const page = incidentReport(input);
    expect(page.title).toBe("Incident: Contract, MonthlyCharges and tenure");
    expect(page.sections.map(({ title }) => title)).toEqual([
      "What happened",
      "What changed around it",
      "Does it matter?",
      "What was done",
    ]);
    const text = JSON.stringify(page);
    for (const part of [
      "psi of Contract is 0.34 on 100 rows.",
      "Which rules decided",
      "It helped.",
      "Told, nothing trained: covariate drift (4 evaluations)",
      "26 Jan 2026 to 3 Feb 2026",
      lookingBack,
    ]) {
      expect(text).toContain(part);
    }
  });

  it("says who closed it and why", () => {
    const closed = {
      ...incident,
      status: "closed",
      closedAt: incident.openedAt,
      closedBecause: "Quiet for 3 windows.",
      closedBy: "policy:auto",
    } as const;
    expect(JSON.stringify(incidentReport({ ...input, incident: closed }))).toContain(
      "By the policy: Quiet for 3 windows.",
    );
  });

  it("can be written before anything was decided", () => {
    expect(JSON.stringify(incidentReport({ ...input, decisions: [] }))).toContain("Nothing was decided about it yet.");
  });
});

describe("the picture of an alert", () => {
  it("is the map of the columns to blame when there are several", () => {
    const chart = alertChart(input)!;
    expect(chart.kind).toBe("heatmap");
    const names = chart.kind === "heatmap" ? chart.rows.map(({ name }) => name) : [];
    expect(names).toEqual(expect.arrayContaining([...incident.culprits]));
    expect(names.length).toBeLessThanOrEqual(8);
  });

  it("is the column when one is to blame, and performance when that is the trouble", () => {
    expect(alertChart({ ...input, incident: { ...incident, culprits: ["tenure"] } })!.id).toBe("distribution-tenure");
    const findings = [{ ...incident.findings[0]!, kind: "performance" }];
    expect(alertChart({ ...input, incident: { ...incident, findings } })!.kind).toBe("timeline");
  });

  it("is none when there is nothing to draw", () => {
    expect(alertChart({ ...input, drift: [], distributions: [], performance: [] })).toBeNull();
  });
});
