export { Switchboard, type FunctionName, type SwitchboardProps, type SwitchboardQueues } from './switchboard';
export { PARAMETERS, type SwitchboardParameters } from './parameters';
