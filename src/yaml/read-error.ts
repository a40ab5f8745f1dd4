// The one way in which reading fails inside this folder; it never leaves it.

export class ReadError extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}
