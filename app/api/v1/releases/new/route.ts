import { routes } from "@/lib/platform/web";
import { getNewSlug } from "../../_endpoints/releases";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getNewSlug);
