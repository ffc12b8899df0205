/** Hands a file to the person at the page: a data URL, or a blob. Nothing leaves the page. */
export function downloadFile(name: string, content: string | Blob): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = typeof content === 'string' ? content : URL.createObjectURL(content);
  link.click();
  if (typeof content !== 'string') setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
