// The formats of `check -o`, apart from what prints them, so that --help costs nothing.

export const CHECK_FORMATS = ['text', 'json', 'yaml', 'sarif', 'junit', 'github', 'markdown'] as const;
export type CheckFormat = (typeof CHECK_FORMATS)[number];
