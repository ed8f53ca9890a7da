/** The functions, as their zips are called, with their names in the template. */
export const FUNCTIONS = {
  receive: 'ReceiveFunction',
  reconstruct: 'ReconstructFunction',
  emit: 'EmitFunction',
  import: 'ImportFunction',
  sweep: 'SweepFunction',
  interactions: 'InteractionsFunction',
} as const;

/** A function of Switchboard. */
export type FunctionName = keyof typeof FUNCTIONS;

/** Something of every function. */
export function ofEach<T>(make: (name: FunctionName) => T): Record<FunctionName, T> {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  return Object.fromEntries(names.map(name => [name, make(name)])) as Record<FunctionName, T>;
}
