import { routes } from "@/lib/platform/web";
import { getVerifications, postVerification } from "../../../../../_endpoints/bundle-replays";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getVerifications, postVerification);
