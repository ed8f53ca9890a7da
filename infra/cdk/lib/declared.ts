import { Token } from 'aws-cdk-lib';

/** The declaration of a parameter in the template. */
export interface Declared {
  /** The parameter's name in the template. */
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
  readonly values?: readonly (string | number)[];
  readonly pattern?: string;
  /** What the pattern means. */
  readonly hint?: string;
  readonly min?: number;
  readonly max?: number;
  /** The conditions that only test whether the parameter is given. */
  readonly presence?: readonly string[];
}

/** Converts a prop's value to the template's form. Throws an error that says what is wrong with it. */
export function parameterValue(prop: string, declared: Declared, value: unknown): unknown {
  const refuse = (wanted: string): never => {
    throw new Error(`Switchboard: ${prop} has to be ${wanted}, and is ${shown(value)}.`);
  };
  if (Token.isUnresolved(value)) {
    return declared.presence === undefined ? refuse('known when the app is synthesized') : value;
  }
  if (declared.type === 'CommaDelimitedList') {
    const isList = Array.isArray(value) && value.every(one => typeof one === 'string' && one !== '' && !one.includes(','));
    return isList && !Token.isUnresolved(value.join()) ? value : refuse('a list of strings');
  }
  if (declared.values !== undefined) {
    const spelled = typeof value === 'boolean' ? String(value) : value;
    const isSwitch = declared.values.includes('true');
    const isOne = (declared.values as readonly unknown[]).includes(spelled) && (typeof value === 'boolean') === isSwitch;
    return isOne ? spelled : refuse(`one of ${declared.values.join(', ')}`);
  }
  if (declared.type === 'Number') {
    const { min = -Infinity, max = Infinity } = declared;
    const isWithin = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    return isWithin ? value : refuse(`a whole number from ${min} to ${max}`);
  }
  if (typeof value !== 'string') {
    return refuse('a string');
  }
  const fits = declared.pattern === undefined || new RegExp(`^(?:${declared.pattern})$`).test(value);
  return fits ? value : refuse(declared.hint === undefined ? `like ${declared.pattern}` : `something that ${declared.hint}`);
}

function shown(value: unknown): string {
  return Token.isUnresolved(value) ? 'known only when it is deployed' : (JSON.stringify(value) ?? String(value));
}
