/** The script of a report: draws its charts, turns the pages of its traces, follows the theme, and makes it fit for print. Bundled into the page. */
import { chartTable } from '../charts/chartTable.ts';
import type { ChartId } from '../charts/chartTable.ts';
import { LiveChart } from '../charts/liveChart.ts';
import { reportView } from '../html/reportData.ts';
import type { ReportData } from '../html/reportData.ts';
import { pageTrace } from './tracePager.ts';
import { currentTheme, watchTheme } from './theme.ts';

const data = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as ReportData;
const view = reportView(data);
const charts: LiveChart[] = [];

for (const figure of document.querySelectorAll<HTMLElement>('figure.chart')) {
  const model = chartTable[figure.dataset['chart'] as ChartId](view);
  if (model !== null) charts.push(new LiveChart(figure, model, currentTheme()));
}
for (const place of document.querySelectorAll<HTMLElement>('[data-trace]')) {
  const trace = data.rollbacks.at(Number(place.dataset['trace']));
  if (trace !== undefined) pageTrace(place, trace);
}
watchTheme((theme) => charts.forEach((chart) => chart.setTheme(theme)));

// Paper is white, and narrower than the screen.
let themeBefore: string | undefined;
addEventListener('beforeprint', () => {
  themeBefore = document.documentElement.dataset['theme'];
  document.documentElement.dataset['theme'] = 'light';
  charts.forEach((chart) => {
    chart.setTheme('light');
    chart.resize();
  });
});
addEventListener('afterprint', () => {
  if (themeBefore === undefined) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = themeBefore;
  charts.forEach((chart) => {
    chart.setTheme(currentTheme());
    chart.resize();
  });
});

/** For tests: everything is drawn. */
document.documentElement.dataset['ready'] = 'true';
