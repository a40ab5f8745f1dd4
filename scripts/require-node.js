// npm scripts run the Node that the `node` dev-dependency pins; with --ignore-scripts it is absent and an older one would fail obscurely.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 11)) {
  console.error(
    `sliceward needs Node >= 24.11, this is ${process.version}: run "npm ci" without --ignore-scripts, or use a ` +
      'newer Node',
  );
  process.exit(2);
}
