/** The dashboard: puts its parts together, and shows the screen that the address names. */
import { pageStyles } from '../reports/html/pageStyles.ts';
import { TimeLink } from '../reports/charts/timeLink.ts';
import { acceptDrops } from './files/fileDrop.ts';
import { linkAddress } from './run/linkAddress.ts';
import { RunClient } from './run/runClient.ts';
import { followAddress } from './run/runAddress.ts';
import { offerTour } from './run/tour.ts';
import { Address } from './shell/address.ts';
import { Announcer } from './shell/announcer.ts';
import { Frame } from './shell/frame.ts';
import { Keyboard } from './shell/keyboard.ts';
import { Notices } from './shell/notices.ts';
import type { App } from './shell/screen.ts';
import { adoptStyles } from './shell/styleSheets.ts';
import { ThemeSwitch } from './shell/theme.ts';
import controls from './styles/controls.css?inline';
import layout from './styles/layout.css?inline';

adoptStyles(pageStyles);
adoptStyles(layout);
adoptStyles(controls);

function place(className: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const element = document.createElement('div');
  element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
}

const address = new Address();
const frame = place('app');
const notices = new Notices(place('notices'));
const announcer = new Announcer(place('unseen', { 'aria-live': 'polite', 'data-testid': 'announcer' }));
const app: App = {
  address,
  theme: new ThemeSwitch(),
  keyboard: new Keyboard(),
  run: new RunClient(),
  time: new TimeLink(),
  say: (text) => announcer.say(text),
  notify: (notice) => notices.show(notice),
};

app.run.failure.listen((text) => (text === null ? notices.clear() : notices.show({ kind: 'error', text })));
linkAddress(app.time, address);
followAddress(app);
acceptDrops(app);
const isFirstPage = location.hash === '';
new Frame(frame, app).start();
if (isFirstPage) offerTour(app);
