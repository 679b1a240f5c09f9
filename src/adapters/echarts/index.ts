export { openChartRenderer } from "./chart-renderer.js";
