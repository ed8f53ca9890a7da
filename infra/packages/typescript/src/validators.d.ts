// validators.js is compiled from infra/schemas by scripts/validators.ts. Beside `CommonEvent` it has
// one validator for the data of each type.

/** Checks a value; `errors` says what was wrong with the last one. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}

/** Checks what every Common Event has, whatever its type. */
export const CommonEvent: Validator;
