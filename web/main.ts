/**
 * The page: lists the scenarios that ship, runs the chosen one in a worker, and shows what came out.
 *
 * The address says what is shown: `?scenario=NAME` chooses one, `&set=PATH=VALUE` (again and again) changes it as `--set` does, `&run` starts it.
 */
import { readableCount, readableDuration } from '../reports/text/readable.ts';
import { escapeHtml } from '../reports/text/escapeHtml.ts';
import { oracleVerdict } from '../reports/text/verdict.ts';
import { pageStyles } from '../reports/html/pageStyles.ts';
import { currentTheme, watchTheme } from '../reports/client/theme.ts';
import { ResultView } from './resultView.ts';
import type { FromWorker, ScenarioCard, ToWorker } from './workerMessages.ts';

function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no element ${id}`);
  return found;
}

const style = document.createElement('style');
style.textContent = pageStyles;
document.head.prepend(style);

const list = element('scenarios', HTMLElement);
const command = element('command', HTMLElement);
const start = element('start', HTMLButtonElement);
const stop = element('stop', HTMLButtonElement);
const bar = element('bar', HTMLProgressElement);
const status = element('status', HTMLElement);
const outcome = element('outcome', HTMLElement);
const result = new ResultView(element('result', HTMLElement));
const address = new URLSearchParams(location.search);
const sets = address.getAll('set').map((given) => ({ path: given.slice(0, given.indexOf('=')), value: given.slice(given.indexOf('=') + 1) }));
let chosen = address.get('scenario') ?? 'quickstart';
let worker = startWorker();

watchTheme((theme) => result.setTheme(theme));
start.addEventListener('click', run);
stop.addEventListener('click', () => send({ kind: 'stop' }));
send({ kind: 'list' });

function startWorker(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => hear(data));
  started.addEventListener('error', (event) => {
    fail(`The worker has died: ${event.message}. Run again to start another.`);
    started.terminate();
    worker = startWorker();
  });
  return started;
}

function send(message: ToWorker): void {
  worker.postMessage(message);
}

function run(): void {
  start.disabled = true;
  stop.disabled = false;
  outcome.hidden = true;
  result.clear();
  bar.classList.remove('idle');
  bar.removeAttribute('value');
  document.body.dataset['run'] = 'running';
  status.textContent = `Running ${chosen} …`;
  send({ kind: 'run', scenario: chosen, sets });
}

function rest(): void {
  start.disabled = false;
  stop.disabled = true;
  bar.classList.add('idle');
}

function fail(message: string): void {
  rest();
  status.innerHTML = `<span class="bad">${escapeHtml(message)}</span>`;
  document.body.dataset['run'] = 'failed';
}

function hear(message: FromWorker): void {
  switch (message.kind) {
    case 'listed':
      showList(message.scenarios);
      return;
    case 'progress': {
      bar.value = message.nowNs / message.durationNs;
      const rate = message.wallSeconds > 0 ? message.ios / message.wallSeconds : 0;
      status.textContent = `${readableDuration(message.nowNs)} of ${readableDuration(message.durationNs)} simulated, ${readableCount(Math.round(rate))} IOs/s`;
      return;
    }
    case 'failed':
      fail(message.isInput ? message.message : `A bug in Hindcast: ${message.message}`);
      return;
    case 'refused':
      outcome.innerHTML = `<dt>Refused</dt><dd class="bad">${escapeHtml(message.message)}</dd>`;
      outcome.hidden = false;
      return;
    case 'finished':
      finish(message);
  }
}

function finish({ record, wallSeconds }: Extract<FromWorker, { kind: 'finished' }>): void {
  rest();
  const { result: found } = record;
  const verdict = oracleVerdict(found);
  const colour = { passed: 'good', failed: 'bad', unchecked: 'soft' }[verdict.kind];
  status.textContent = `${readableCount(found.ios)} IOs in ${readableDuration(wallSeconds * 1e9)}${found.partial ? ', stopped early' : ''}.`;
  outcome.innerHTML = `<dt>Digest</dt><dd class="mono" data-testid="digest">${escapeHtml(found.digest)}</dd><dt>Oracle</dt><dd data-testid="oracle" class="${colour}">${verdict.word}</dd>`;
  outcome.hidden = false;
  result.show(record, wallSeconds, currentTheme());
  document.body.dataset['run'] = 'finished';
}

function showList(scenarios: readonly ScenarioCard[]): void {
  list.innerHTML = scenarios
    .map(
      (card) => `<label class="card"><input type="radio" name="scenario" value="${escapeHtml(card.name)}"${card.name === chosen ? ' checked' : ''}>
<span><b>${escapeHtml(card.name)}</b><small>${escapeHtml(card.summary)}</small><small class="soft">${card.vms} ${card.vms === 1 ? 'VM' : 'VMs'}, ${readableDuration(card.durationNs)}${card.rollbacks > 0 ? `, ${card.rollbacks} ${card.rollbacks === 1 ? 'rollback' : 'rollbacks'}` : ''}</small></span></label>`,
    )
    .join('');
  list.addEventListener('change', (event) => choose((event.target as HTMLInputElement).value));
  const isToRun = address.has('run');
  choose(chosen);
  start.disabled = false;
  status.textContent = 'Nothing has run yet.';
  if (isToRun) run();
}

function choose(name: string): void {
  chosen = name;
  address.set('scenario', name);
  address.delete('run');
  history.replaceState(null, '', `?${address.toString()}`);
  command.textContent = `npx hindcast run ${name}${sets.map(({ path, value }) => ` --set ${path}=${value}`).join('')}`;
}
