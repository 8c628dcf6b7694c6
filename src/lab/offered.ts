/** Where guests find what was made for them while the lab is up. */
export const offeredPath = '/offered/';
