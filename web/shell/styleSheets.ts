/** Styles that come with code. They are adopted rather than written into the page: a strict Content-Security-Policy allows that. */
export function adoptStyles(css: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}
