/** The event that says that a page listens. Apart from components: a client module has only references on the server. */
export const awake = "countersign:awake";
