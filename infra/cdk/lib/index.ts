export { type FunctionName } from './functions';
export { Switchboard, type SwitchboardFunctionNames, type SwitchboardProps, type SwitchboardQueues } from './switchboard';
export { PARAMETERS, type SwitchboardParameters } from './parameters';
