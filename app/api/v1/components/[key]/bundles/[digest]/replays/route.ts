import { routes } from "@/lib/platform/web";
import { getReplays, postReplay } from "../../../../../_endpoints/bundle-replays";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getReplays, postReplay);
