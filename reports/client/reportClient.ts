/** The script of every report: draws its charts, links those over time, turns the pages of traces, sorts tables, follows the theme, and makes the page fit for print. Bundled into the page. */
import { LiveChart } from '../charts/liveChart.ts';
import { readCharts } from '../charts/storedChart.ts';
import { TimeLink } from '../charts/timeLink.ts';
import type { PageData } from '../html/page.ts';
import { startChooser } from './chooser.ts';
import { startTableTools } from './tableTools.ts';
import { pageTrace } from './tracePager.ts';
import { currentTheme, watchTheme } from './theme.ts';
import { showTimeBar } from './timeBar.ts';

const data = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as PageData;
const link = new TimeLink();
const charts: LiveChart[] = [];

for (const model of readCharts(data.charts)) {
  const figure = document.querySelector<HTMLElement>(`figure.chart[data-chart="${model.id}"]`);
  if (figure !== null) charts.push(new LiveChart(figure, model, currentTheme(), link));
}
for (const place of document.querySelectorAll<HTMLElement>('[data-trace]')) {
  const trace = data.traces.at(Number(place.dataset['trace']));
  if (trace !== undefined) pageTrace(place, trace);
}
startChooser();
startTableTools();
showTimeBar(link);
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
