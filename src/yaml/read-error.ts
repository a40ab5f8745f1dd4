// The only error that reading throws. It stays within this folder: callers get a YamlProblem.

export class ReadError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}
