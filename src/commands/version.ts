// The version that --version, the report and the User-Agent tell: package.json's, bundled at build time.
import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
