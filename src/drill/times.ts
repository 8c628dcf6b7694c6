/** Milliseconds that the client goes on asking after the last thing happened: the kernel's keepalive takes two. */
export const tail = 3500;
/** How long a connection must have been open to be told of to the other director (3 packets, ipvsadm(8), sync_threshold). */
export const settled = 4000;
/** How much longer than it may take is waited for. */
export const patience = 30_000;
/** Seconds after which a struck host restores itself: longer than any scenario waits for what it has done. */
export const armedSeconds = 180;
