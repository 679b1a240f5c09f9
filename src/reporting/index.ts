export type { ChartAxis, ChartBase } from "./chart-base.js";
export type {
  BandPoint,
  Bar,
  BarChart,
  CalibrationChart,
  CalibrationPoint,
  ChartMark,
  ChartModel,
  ChartPoint,
  HistogramChart,
  HistogramSeries,
  LineChart,
  LineSeries,
  MatrixCell,
  MatrixChart,
  ReferenceLine,
} from "./chart-model.js";
export { describeChart } from "./chart-description.js";
export { figureSize } from "./html/figure.js";
export { createHtmlPageRenderer } from "./html/page.js";
export {
  countFormat,
  decimalFormat,
  formatCount,
  formatInterval,
  formatNumber,
  formatQuantity,
  type Interval,
  moneyFormat,
  type NumberFormat,
  percentFormat,
  type Quantity,
} from "./number-format.js";
export {
  type Block,
  type CalloutBlock,
  type ChipStatus,
  type DefinitionsBlock,
  type FigureBlock,
  type FoldBlock,
  type HeadlineBlock,
  type HeadlineNumber,
  type PageModel,
  type PageSection,
  type ParagraphBlock,
  type TableBlock,
  type TableCell,
  type TableColumn,
  type Tone,
} from "./page-model.js";
export { type ChartPalette, darkPalette, lightPalette, themedPalette } from "./palette.js";
export type { ChartRenderer, ChartSize, PageRenderer } from "./ports.js";
export { levelNames } from "./time-chart-description.js";
export type {
  ChartLevel,
  ChartWindow,
  DistributionBin,
  DistributionChart,
  HeatCell,
  HeatMapChart,
  LaneEvent,
  LanesChart,
  StackChart,
  TimeChartModel,
  TimelineChart,
  TimelinePoint,
  TimelineStage,
  WaterfallChart,
} from "./time-chart-model.js";
export { dayText, momentText, shortDayText, windowText } from "./time-text.js";
export type {
  Estimate,
  ReportBand,
  ReportBusiness,
  ReportCalibration,
  ReportComparison,
  ReportCurve,
  ReportData,
  ReportDependence,
  ReportGate,
  ReportHighRisk,
  ReportImportance,
  ReportInteraction,
  ReportLineage,
  ReportMetric,
  ReportModel,
  ReportProfit,
  ReportScores,
  ReportLearning,
  ReportSearch,
  ReportSearchPlots,
  ReportThreshold,
  TrainingReportInput,
} from "./training-report/input.js";
export { trainingReport } from "./training-report/training-report.js";
export { alertChart } from "./incident-report/alert-chart.js";
export { incidentReport } from "./incident-report/incident-report.js";
export type { IncidentReportInput, ReportStoryEntry } from "./incident-report/input.js";
export type {
  MonitoringReportInput,
  ReportColumn,
  ReportDistribution,
  ReportDriftWindow,
  ReportFault,
  ReportIncident,
  ReportJudgement,
  ReportPerformance,
  ReportPerformanceWindow,
  ReportPromotion,
  ReportScore,
  ReportScoreShift,
  ReportSeverity,
  ReportStreamReading,
  ReportTriggerDecision,
  ReportYardstick,
} from "./monitoring-report/input.js";
export { monitoringReport } from "./monitoring-report/monitoring-report.js";
export type {
  ReportCheck,
  ReportDecision,
  ReportGateFinding,
  ReportPromotionNumber,
  ReportSlice,
  ReportVerdict,
  ValidationReportInput,
} from "./validation-report/input.js";
export { validationReport } from "./validation-report/validation-report.js";
export {
  type ComparedColumnInput,
  type FileComparisonInput,
  fileComparisonReport,
} from "./comparison-report/file-comparison-report.js";
