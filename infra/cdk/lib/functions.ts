/** The functions by the name of their zip, with their names in the template. */
export const FUNCTIONS = {
  receive: 'ReceiveFunction',
  reconstruct: 'ReconstructFunction',
  emit: 'EmitFunction',
  import: 'ImportFunction',
  sweep: 'SweepFunction',
  interactions: 'InteractionsFunction',
  notify: 'NotifyFunction',
} as const;

/** The name of a Switchboard function. */
export type FunctionName = keyof typeof FUNCTIONS;

/** Makes a value for every function. */
export function ofEach<T>(make: (name: FunctionName) => T): Record<FunctionName, T> {
  const names = Object.keys(FUNCTIONS) as FunctionName[];
  return Object.fromEntries(names.map(name => [name, make(name)])) as Record<FunctionName, T>;
}
