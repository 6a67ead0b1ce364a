import { createContext } from "react";

/** Closes the sheet or card around a form whose act is done; null outside of one. */
export const SheetContext = createContext<(() => void) | null>(null);
