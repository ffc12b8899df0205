/** The script of every report: draws its charts, links those over time, turns the pages of traces, sorts tables, follows the theme, and makes the page fit for print. Bundled into the page. */
import { readCharts } from '../charts/storedChart.ts';
import { TimeLink } from '../charts/timeLink.ts';
import type { PageData } from '../html/page.ts';
import { readSweep } from '../sweep/storedSweep.ts';
import { startChooser } from './chooser.ts';
import { ShownCharts } from './shownCharts.ts';
import { startSweepCharts } from './sweepCharts.ts';
import { startTableTools } from './tableTools.ts';
import { pageTrace } from './tracePager.ts';
import { currentTheme, watchTheme } from './theme.ts';
import { showTimeBar } from './timeBar.ts';

const data = JSON.parse(document.getElementById('report-data')?.textContent ?? '') as PageData;
const link = new TimeLink();
const charts = new ShownCharts(link);

for (const model of readCharts(data.charts)) charts.draw(model);
for (const place of document.querySelectorAll<HTMLElement>('[data-trace]')) {
  const trace = data.traces.at(Number(place.dataset['trace']));
  if (trace !== undefined) pageTrace(place, trace);
}
startChooser();
if (data.sweep !== null) startSweepCharts(readSweep(data.sweep), charts);
startTableTools();
showTimeBar(link);
watchTheme((theme) => charts.setTheme(theme));

// Paper is white, and of another width than the screen: the page is laid out for it (`printing`) before the charts are drawn anew.
let themeBefore: string | undefined;
addEventListener('beforeprint', () => {
  themeBefore = document.documentElement.dataset['theme'];
  document.documentElement.dataset['theme'] = 'light';
  document.documentElement.classList.add('printing');
  charts.setTheme('light');
  charts.resize();
});
addEventListener('afterprint', () => {
  document.documentElement.classList.remove('printing');
  if (themeBefore === undefined) delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = themeBefore;
  charts.setTheme(currentTheme());
  charts.resize();
});

/** For tests: everything is drawn. */
document.documentElement.dataset['ready'] = 'true';
