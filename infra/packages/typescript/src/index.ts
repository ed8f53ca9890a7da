export * from './compare.js';
export * from './event.js';
export * from './parse.js';
export * from './types.js';
