/** A field of CSV (RFC 4180): quoted where a comma, a quote or a line end makes it necessary. */
export function csvField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
