// A file's name as the URI reference that SARIF wants (RFC 3986).

/**
 * Relative names stay relative, absolute ones become `file:` URIs. A backslash separates folders, as it does on the one
 * system that prints it.
 */
export function fileUri(file: string): string {
  const path = file
    .toWellFormed()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '');
  const [, drive = '', rest = ''] = /^([A-Za-z]:(?=\/))?(.*)$/s.exec(path) ?? [];
  const encoded = rest.split('/').map(encodeURIComponent).join('/');
  if (drive !== '') return `file:///${drive}${encoded}`;
  return rest.startsWith('/') ? `file://${encoded}` : encoded;
}
