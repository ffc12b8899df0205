/** The list of keys, opened with `?`: whatever is bound on the screen that is shown. */
import { html, render } from 'lit/html.js';
import type { Keyboard } from './keyboard.ts';

const keyNames: Readonly<Record<string, string>> = { ' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };

export function openKeyHelp(keyboard: Keyboard): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'help';
  dialog.setAttribute('aria-labelledby', 'help-title');
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  const keys = (key: string): unknown => key.split(' ').map((part) => html`<kbd>${keyNames[part === '' ? ' ' : part] ?? part}</kbd>`);
  render(
    html`<div class="dialog-body">
      <div class="dialog-head">
        <h2 id="help-title">Keys</h2>
        <button type="button" class="quiet" @click=${() => dialog.close()}>Close</button>
      </div>
      <div class="key-groups">
        ${keyboard.groups.map(
          ({ title, bindings }) =>
            html`<section>
              <h3>${title}</h3>
              <dl>
                ${bindings.map(
                  ({ key, does }) =>
                    html`<div>
                      <dt>${key === ' ' ? keys('') : keys(key)}</dt>
                      <dd>${does}</dd>
                    </div>`,
                )}
              </dl>
            </section>`,
        )}
      </div>
    </div>`,
    dialog,
  );
  document.body.append(dialog);
  dialog.showModal();
}
