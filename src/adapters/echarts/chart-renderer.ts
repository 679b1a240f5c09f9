import { type ChartPalette, type ChartRenderer, lightPalette } from "#reporting";
import type { EChartsType } from "echarts/core";
import { chartOption } from "./options/chart-options.js";
import { hoverTargets } from "./options/time/pictures.js";
import { framedSvg } from "./framed-svg.js";

type Init = (theme: null, size: { renderer: "svg"; ssr: true; width: number; height: number }) => EChartsType;

/**
 * Draws charts with ECharts on the server side. The library is loaded by this call, not before.
 * @param palette colours by role; the light palette by default
 */
export async function openChartRenderer(palette: ChartPalette = lightPalette): Promise<ChartRenderer> {
  const init = await loadECharts();
  return {
    svg: (chart, size) => {
      const instance = init(null, { renderer: "svg", ssr: true, ...size });
      try {
        instance.setOption(chartOption(chart, { ...size, palette }));
        return framedSvg(instance.renderToSVGString(), chart, size, hoverTargets(chart, { ...size, palette }));
      } finally {
        instance.dispose();
      }
    },
  };
}

/** Only the parts that are drawn here; the whole library takes longer to load. */
async function loadECharts(): Promise<Init> {
  const [core, charts, components, renderers] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  core.use([
    charts.LineChart,
    charts.BarChart,
    charts.ScatterChart,
    charts.CustomChart,
    components.GridComponent,
    components.GraphicComponent,
    renderers.SVGRenderer,
  ]);
  return (theme, size) => core.init(null, theme, size);
}
