// A file's name as the URI reference that SARIF wants (RFC 3986).

/**
 * Relative names stay relative, absolute ones become `file:` URIs. Only on Windows a backslash separates folders and a
 * letter with a colon is a drive.
 */
export function fileUri(file: string, isWindows: boolean): string {
  const name = file.toWellFormed();
  const path = (isWindows ? name.replaceAll('\\', '/') : name).replace(/^(?:\.\/)+/, '');
  const drive = (isWindows ? /^[A-Za-z]:(?=\/)/.exec(path)?.[0] : undefined) ?? '';
  const rest = path.slice(drive.length);
  const encoded = rest.split('/').map(encodeURIComponent).join('/');
  if (drive !== '') return `file:///${drive}${encoded}`;
  return rest.startsWith('/') ? `file://${encoded}` : encoded;
}
