// Text for logs of CI systems, whose runners read commands in it: `::name::…` at the beginning of a line and `##[name]…`
// anywhere (GitHub Actions), `##vso[…]` (Azure Pipelines), `##teamcity[…]`. Names and texts from manifests must not be
// such commands. https://docs.github.com/actions/reference/workflow-commands-for-github-actions

const ANYWHERE = /#(?=#\w*\[)/g;
/** Line ends as JavaScript has them, so that a line of them is not searched again from each. */
const AT_BEGINNING = /^([^\S\r\n\u2028\u2029]*):(?=:)/gm;

/** The first character of each command is printed as an escape, as `plain` prints control characters. */
export function withoutLogCommands(text: string): string {
  return text.replaceAll(ANYWHERE, '\\u0023').replaceAll(AT_BEGINNING, '$1\\u003a');
}
