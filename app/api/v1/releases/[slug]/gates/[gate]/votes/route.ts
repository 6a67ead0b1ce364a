import { routes } from "@/lib/platform/web";
import { postVote } from "../../../../../_endpoints/gates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postVote);
