/** What this is, which version, how to repeat what is seen, how to cite it, and what the patent means for its use. */
import { html, render } from 'lit/html.js';
import citation from '../../../CITATION.cff?raw';
import { readableInstant } from '../../../reports/text/readable.ts';
import { commandOf } from '../../run/runAddress.ts';
import type { App } from '../../shell/screen.ts';
import { adoptStyles } from '../../shell/styleSheets.ts';
import '../../styles/parts.ts';
import { citationOf } from './citation.ts';
import styles from './aboutScreen.css?inline';

adoptStyles(styles);

export function aboutScreen(place: HTMLElement, app: App): () => void {
  const show = (): void => void render(aboutOf(app), place);
  const stop = [app.run.loaded.listen(show), app.run.status.listen(show)];
  show();
  return () => {
    for (const end of stop) end();
  };
}

function aboutOf(app: App): unknown {
  const cited = citationOf(citation);
  return html`<div class="about">
    <section class="panel">
      <h2>Hindcast ${cited.version}</h2>
      <p>
        A research testbed for server caches that can take a virtual machine back in time. The engine that runs here is the one that runs on the command line:
        same sources, same digests.
      </p>
      <p>
        The whole simulation runs in this page. It sends nothing anywhere, keeps nothing but your choice of theme, and works without a network once it is
        loaded.
      </p>
    </section>
    <section class="panel">
      <h2>The run that is loaded</h2>
      ${runOf(app)}
    </section>
    <section class="panel">
      <h2>Cite it</h2>
      <p>With the version, and the digests of your runs: they say exactly what was run.</p>
      <pre tabindex="0" aria-label="BibTeX entry">${cited.bibtex}</pre>
      <button type="button" class="plain" @click=${() => void copy(app, cited.bibtex, 'the BibTeX entry')}>Copy BibTeX</button>
      <button type="button" class="plain" @click=${() => void copy(app, citation, 'CITATION.cff')}>Copy CITATION.cff</button>
    </section>
    <section class="panel">
      <h2>Licence and patent</h2>
      <p>
        The code is under the MIT licence. The mechanism of the cache is that of claim 1 of the patent US 10,055,146 B1, “Virtual machine rollback”, of which
        this is a research implementation. The patent belongs to its owner; the licence of this code gives no rights in it.
      </p>
    </section>
  </div>`;
}

function runOf(app: App): unknown {
  const loaded = app.run.loaded.value;
  const status = app.run.status.value;
  if (loaded === null || status === null) return html`<p class="soft">None yet. <a href=${app.address.link('scenarios')}>Choose a scenario</a>.</p>`;
  const sets = [...loaded.sets, ...status.addedSets];
  const command = commandOf(loaded.name, sets);
  return html`<dl class="pairs">
      <dt>Scenario</dt>
      <dd>${loaded.name}</dd>
      <dt>Seed</dt>
      <dd>${String(loaded.seed)}</dd>
      <dt>Stands at</dt>
      <dd>${readableInstant(status.nowNs)}, after ${String(status.events)} events${status.phase === 'finished' ? ', finished' : ''}</dd>
      <dt>Digest</dt>
      <dd class="mono">${status.digest ?? 'known when it rests'}</dd>
      <dt>Repeat it</dt>
      <dd><code>${command}</code></dd>
    </dl>
    <p class="soft">A finished run has the same digest there as here, bit for bit.</p>
    <button type="button" class="plain" @click=${() => void copy(app, command, 'the command')}>Copy the command</button>`;
}

async function copy(app: App, text: string, what: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  app.notify({ kind: 'done', text: `Copied ${what}.` });
}
