/** Light, dark or as the system says: kept on the root element, told to those who draw. */
import type { Theme } from '../charts/palette.ts';

const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** What is seen now. */
export function currentTheme(): Theme {
  const set = document.documentElement.dataset['theme'];
  return set === 'light' || set === 'dark' ? set : systemDark.matches ? 'dark' : 'light';
}

/** Makes the buttons of the page (`data-set-theme`) work, and calls `onChange` whenever what is seen changes. */
export function watchTheme(onChange: (theme: Theme) => void): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('button[data-set-theme]')];
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const chosen = button.dataset['setTheme'];
      if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset['theme'] = chosen;
      else delete document.documentElement.dataset['theme'];
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      onChange(currentTheme());
    });
  }
  systemDark.addEventListener('change', () => onChange(currentTheme()));
}
