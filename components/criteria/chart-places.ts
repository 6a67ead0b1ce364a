/** Where a chart's own ground begins and ends, for what stands beneath it. */
export const yAxisWidth = 52;
export const chartMargin = { top: 8, right: 12, bottom: 0, left: 0 };
