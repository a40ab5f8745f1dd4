// The version of package.json, bundled at build time: for --version, the report and the User-Agent.
import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
