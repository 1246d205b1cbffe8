// Plots: each element with data-plot ({"title", "keys", "counts"}) becomes a bar chart. The table beside it says the same.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-plot]")) {
    const plot = JSON.parse(place.dataset.plot);
    const named = plot.keys.some((key) => key.length > 12); // long keys lie on their side
    const keys = named ? [...plot.keys].reverse() : plot.keys;
    const counts = named ? [...plot.counts].reverse() : plot.counts;
    const categories = { type: "category", data: keys, axisLabel: { width: 220, overflow: "truncate" } };
    const values = { type: "value", minInterval: 1 };
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      color: ["#0b4a6f"],
      grid: { left: 8, right: 24, top: 16, bottom: 8, containLabel: true },
      tooltip: { trigger: "axis" },
      xAxis: named ? values : categories,
      yAxis: named ? categories : values,
      series: [{ type: "bar", data: counts, barMaxWidth: 28 }],
    });
    window.addEventListener("resize", () => chart.resize());
  }
});
