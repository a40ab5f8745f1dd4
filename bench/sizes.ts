// How many endpoints the slices of the benchmark have.
export const SIZES = [1, 100, 1000] as const;
