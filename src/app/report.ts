import { basename, join, resolve } from "node:path";
import { openChartRenderer } from "#adapters/echarts";
import { writeFileDurably } from "#adapters/system";
import { notReady } from "#kernel";
import { trainingReportInput } from "#pipelines";
import { createHtmlPageRenderer, themedPalette, trainingReport } from "#reporting";
import { type Project, stateFolderOf } from "./open-project.js";

/** A report that was written. */
export interface ReportResult {
  readonly version: number;
  /** Absolute path of the HTML page. */
  readonly file: string;
}

/**
 * Writes one self-contained HTML page about a version.
 * @param request `version` null takes the newest; `output` null a file in the project's state
 * @throws NotReady `report/no-model`; NotFound `registry/version-not-found`
 */
export async function writeReport(
  project: Project,
  request: { readonly version: number | null; readonly output: string | null },
): Promise<ReportResult> {
  const { settings, ports, config } = project;
  const version = request.version ?? ports.registry.listVersions(settings.name)[0]?.version;
  if (version === undefined) throw notReady("report/no-model", "there is no model to report on yet; run `driftloop run training` first");
  const progress = ports.progress.start("report");
  const input = await trainingReportInput(version, basename(config.data.source), settings, ports);
  const charts = await openChartRenderer(themedPalette);
  const html = createHtmlPageRenderer(charts).html(trainingReport(input));
  const file =
    request.output === null
      ? join(stateFolderOf(project.folder), "reports", `version-${version}.html`)
      : resolve(request.output);
  await writeFileDurably(file, html);
  progress.finish(`page about version ${version}`);
  return { version, file };
}
