/** Shapes on the wire of the Tencent Cloud IM server API, field names exactly as the API spells them. */

export type * from './wire/accounts.js';
export type * from './wire/answer.js';
export type * from './wire/elements.js';
export type * from './wire/history.js';
export type * from './wire/importmsg.js';
export type * from './wire/reading.js';
export type * from './wire/recent-contacts.js';
export type * from './wire/sendmsg.js';
export type * from './wire/stored.js';
