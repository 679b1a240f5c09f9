import { basename, join, resolve } from "node:path";
import { openChartRenderer } from "#adapters/echarts";
import { writeFileDurably } from "#adapters/system";
import { notReady } from "#kernel";
import {
  incidentReportInput,
  type ModelCardText,
  monitoringReportInput,
  readModelCard,
  trainingReportInput,
  validationReportInput,
} from "#pipelines";
import {
  alertChart,
  createHtmlPageRenderer,
  figureSize,
  incidentReport,
  monitoringReport,
  type PageModel,
  themedPalette,
  trainingReport,
  validationReport,
} from "#reporting";
import { type Project, stateFolderOf } from "../project/open-project.js";

/** What a page is about. */
export type ReportKind = "training" | "validation";

/** A report that was written. */
export interface ReportResult {
  readonly kind: ReportKind;
  readonly version: number;
  /** Absolute path of the HTML page. */
  readonly file: string;
}

/** Which page is wanted. */
export interface ReportRequest {
  readonly kind: ReportKind;
  /** Null takes the newest. */
  readonly version: number | null;
  /** Null takes a file in the project's state. */
  readonly output: string | null;
}

async function pageOf({ settings, ports, config }: Project, kind: ReportKind, version: number): Promise<PageModel> {
  if (kind === "validation") return validationReport(await validationReportInput(version, settings, ports));
  return trainingReport(await trainingReportInput(version, basename(config.data.source), settings, ports));
}

const fileNames: Readonly<Record<ReportKind, (version: number) => string>> = {
  training: (version) => `version-${version}.html`,
  validation: (version) => `validation-${version}.html`,
};

/**
 * Writes one self-contained HTML page about a version or its newest validation.
 * @throws NotReady `report/no-model`, `approval/not-validated`; NotFound `registry/version-not-found`
 */
export async function writeReport(project: Project, request: ReportRequest): Promise<ReportResult> {
  const { settings, ports } = project;
  const version = request.version ?? ports.registry.listVersions(settings.name)[0]?.version;
  if (version === undefined) {
    throw notReady("report/no-model", "there is no model to report on yet; run `driftloop run training` first");
  }
  const progress = ports.progress.start("report");
  const page = await pageOf(project, request.kind, version);
  const html = createHtmlPageRenderer(await openChartRenderer(themedPalette)).html(page);
  const name = fileNames[request.kind](version);
  const file = request.output === null ? join(stateFolderOf(project.folder), "reports", name) : resolve(request.output);
  await writeFileDurably(file, html);
  progress.finish(`page about version ${version}`);
  return { kind: request.kind, version, file };
}

/** A page about production that was written. */
export interface MonitoringPageResult {
  readonly kind: "monitoring" | "incident";
  /** Id of the incident; null for the report about everything. */
  readonly incident: string | null;
  /** Absolute path of the HTML page. */
  readonly file: string;
}

/** Which page about production is wanted. */
export interface MonitoringPageRequest {
  /** Null for the report about everything. */
  readonly incident: string | null;
  /** Null takes a file in the project's state. */
  readonly output: string | null;
}

/**
 * Writes one self-contained HTML page about production: what changed, does it matter, what was done; or about one incident.
 * @throws NotFound `retraining/incident-not-found`
 */
export async function writeMonitoringPage(
  { folder, settings, ports }: Project,
  { incident, output }: MonitoringPageRequest,
): Promise<MonitoringPageResult> {
  const progress = ports.progress.start("report");
  const page =
    incident === null
      ? monitoringReport(await monitoringReportInput(settings, ports))
      : incidentReport(await incidentReportInput(incident, settings, ports));
  const html = createHtmlPageRenderer(await openChartRenderer(themedPalette)).html(page);
  const name = incident === null ? "monitoring.html" : `incident-${incident}.html`;
  const file = output === null ? join(stateFolderOf(folder), "reports", name) : resolve(output);
  await writeFileDurably(file, html);
  progress.finish(incident === null ? "page about production" : `page about incident ${incident}`);
  return { kind: incident === null ? "monitoring" : "incident", incident, file };
}

/** Width at which mails show a picture, CSS pixels; its text is drawn for that. */
const alertWidth = 534;

/**
 * The picture that goes with the alert of an incident, as SVG on white.
 * @returns null when there is nothing to draw
 * @throws NotFound `retraining/incident-not-found`
 */
export async function alertPicture({ settings, ports }: Project, incident: string): Promise<string | null> {
  const chart = alertChart(await incidentReportInput(incident, settings, ports));
  return chart === null ? null : (await openChartRenderer()).svg(chart, figureSize(chart, alertWidth));
}

/**
 * The model card of a version, as Markdown.
 * @throws NotFound `registry/version-not-found`
 */
export function modelCardOf(project: Project, version: number): Promise<ModelCardText> {
  return readModelCard(version, project.settings, project.ports);
}
