/** One line of comma-separated values, as RFC 4180 has it. */
export function csvLine(values: readonly (number | string)[]): string {
  return `${values.map(quoted).join(',')}\r\n`;
}

function quoted(value: number | string): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
