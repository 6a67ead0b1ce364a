import { routes } from "@/lib/platform/web";
import { pendingVotes } from "../../../_endpoints/pending-decisions";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(...pendingVotes);
